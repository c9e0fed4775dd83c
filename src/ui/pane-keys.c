/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pane-keys.h"

#include <stdio.h>
#include <stdlib.h>

#include <readline/readline.h>

#include "ui/pane.h"

void pane_keys_tell_size(void)
{
    static bool was_told;
    struct windows windows = pane_windows.get(NULL);

    if (pane_is_open())
        rl_set_screen_size(windows.command_rows, windows.columns);
    else if (was_told)
        rl_reset_screen_size();
    was_told = pane_is_open();
}

int pane_keys_toggle(int count, int key)
{
    (void)count;
    (void)key;
    rl_clear_visible_line();
    fflush(rl_outstream);

    struct error *error = pane_toggle();

    if (error != NULL)
        fprintf(rl_outstream, "%s.\n", error->message);
    error_destroy(error);
    pane_keys_tell_size();
    rl_forced_update_display();
    return 0;
}

static int change_focus(int count, int key)
{
    (void)count;
    (void)key;
    if (pane_is_open())
        pane_set_keyboard(true);
    else
        rl_ding();
    return 0;
}

static int clear(int count, int key)
{
    if (!pane_is_open())
        return rl_clear_screen(count, key);
    pane_clear();
    rl_forced_update_display();
    return 0;
}

static void bind_control_x(Keymap map)
{
    static const char *const toggles[] = {"\\C-xa", "\\C-xA", "\\C-x\\C-a"};
    static const char *const others[] = {"\\C-xo", "\\C-xO", "\\C-x\\C-o"};

    for (size_t i = 0; i < sizeof toggles / sizeof *toggles; i++) {
        rl_bind_keyseq_in_map(toggles[i], pane_keys_toggle, map);
        rl_bind_keyseq_in_map(others[i], change_focus, map);
    }
}

/* The whole screen is not ours to clear; what clears it may be on other keys (inputrc). */
static void bind_clear(Keymap map)
{
    char **keys = rl_invoking_keyseqs_in_map(rl_clear_screen, map);

    for (size_t i = 0; keys != NULL && keys[i] != NULL; i++) {
        rl_bind_keyseq_in_map(keys[i], clear, map);
        free(keys[i]);
    }
    free(keys);
}

void pane_keys_bind(void)
{
    Keymap maps[] = {emacs_standard_keymap, vi_insertion_keymap, vi_movement_keymap};

    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) {
        bind_control_x(maps[i]);
        bind_clear(maps[i]);
    }
}
