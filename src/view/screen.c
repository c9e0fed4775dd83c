/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/screen.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wchar.h>

#include <curses.h>

#include "base/memory.h"
#include "view/internal.h"
#include "view/mouse.h"
#include "view/rescue.h"
#include "view/terminfo.h"

void screen_use(struct screen *screen)
{
    set_term(screen->curses);
}

/* What curses has written since the last time; *size bytes, which are the screen's. */
static const char *take_output(struct screen *screen, size_t *size)
{
    int fd = fileno(screen->memory);
    off_t end = lseek(fd, 0, SEEK_CUR);

    *size = end > 0 ? (size_t)end : 0;
    if (*size > screen->buffer_size) {
        screen->buffer_size = 2 * *size;
        screen->buffer = xrealloc(screen->buffer, screen->buffer_size);
    }
    if (*size > 0 && pread(fd, screen->buffer, *size, 0) != end)
        *size = 0;
    if (ftruncate(fd, 0) < 0 || lseek(fd, 0, SEEK_SET) < 0)
        *size = 0;
    return screen->buffer;
}

static void drop_output(struct screen *screen)
{
    size_t size;

    take_output(screen, &size);
}

static void write_all(struct screen *screen, const char *bytes, size_t size)
{
    screen->counters.bytes += size;
    line_write(&screen->line, bytes, size);
}

/* What is to be drawn on. */
static void find_size(const struct screen *screen, int *rows, int *columns)
{
    int most = screen->options.rows;

    terminfo_size(screen->options.out, rows, columns);
    if (most > 0 && most < *rows)
        *rows = most;
}

static void set_size(struct screen *screen)
{
    find_size(screen, &screen->rows, &screen->columns);
    resize_term(screen->rows, screen->columns);
    drop_output(screen);
    screen->anew = true;
}

static bool has_capability(const char *name)
{
    CLEANUP_FREE char *found = terminfo_sequence(name);

    return found != NULL;
}

/* Free it. */
static char *capability(const char *name, const char *otherwise)
{
    char *found = terminfo_sequence(name);

    return found != NULL ? found : xstrdup(otherwise);
}

/* What gives the terminal back: curses says it when it is told to end. */
static void learn_to_leave(struct screen *screen)
{
    const char *bytes;
    size_t size;

    erase();
    refresh();
    curs_set(0);
    drop_output(screen);
    endwin();
    bytes = take_output(screen, &size);

    CLEANUP_FREE char *shown = capability("cnorm", "");
    /* Where there is no screen to go back to, the picture stays, and what follows is below it. */
    CLEANUP_FREE char *below = has_capability("rmcup") ? xstrdup("") : capability("el", "");
    /* What was drawn last may have arrived in part. */
    CLEANUP_FREE char *plain = capability("sgr0", "");

    screen->leave = xasprintf("%s%s%.*s%s%s", plain, screen->options.mouse ? MOUSE_OFF : "",
                              (int)size, bytes != NULL ? bytes : "", below, shown);
    screen->leave_size = strlen(screen->leave);
    screen->home = capability("home", "\033[H");
}

/* A screen of some rows shares the line with who writes below it, and does not keep it waiting. */
static void take_line(struct screen *screen)
{
    CLEANUP_FREE char *question = capability("u7", "");

    learn_to_leave(screen);
    /* Who has this question has heard of the other one. */
    line_init(&screen->line, screen->options.out, strcmp(question, "\033[6n") == 0);
}

static void learn_rows(struct screen *screen)
{
    screen->home = capability("home", "\033[H");
    screen->address = capability("cup", "");
    screen->save = capability("sc", "\0337");
    screen->restore = capability("rc", "\0338");
    screen->clear_row = capability("el", "\033[K");
    screen->set_region = capability("csr", "\033[%i%p1%d;%p2%dr");
    screen->leave = xstrdup("");
}

static void do_nothing(int number)
{
    (void)number;
}

/*
 * newterm() without the signal handlers of curses: its own for SIGTERM ends the program by
 * _exit(1), and while it draws it ignores Ctrl-Z, which is then lost. It takes only what nobody has
 * taken; what comes in the meantime waits.
 */
static SCREEN *start_curses(FILE *out, FILE *in)
{
    static const int taken[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
    enum { COUNT = sizeof taken / sizeof *taken };
    struct sigaction ours = {.sa_handler = do_nothing}, before[COUNT];
    sigset_t all, mask;

    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &mask);
    for (size_t i = 0; i < COUNT; i++)
        sigaction(taken[i], &ours, &before[i]);

    SCREEN *screen = newterm(NULL, out, in);

    for (size_t i = 0; i < COUNT; i++)
        sigaction(taken[i], &before[i], NULL);
    sigprocmask(SIG_SETMASK, &mask, NULL);
    return screen;
}

struct error *screen_create(const struct screen_options *options, struct screen **ret)
{
    const char *term = getenv("TERM");
    struct screen *screen = xcalloc(1, sizeof *screen);
    int memory = memfd_create("screen", MFD_CLOEXEC);

    screen->options = *options;
    screen->line.fd = -1;
    screen->line.out = options->out;
    screen->cursor_row = -1;
    screen->memory = memory >= 0 ? fdopen(memory, "w") : NULL;
    screen->nothing = fopen("/dev/null", "re");
    if (screen->memory == NULL || screen->nothing == NULL) {
        struct error *error = error_os(errno, NULL, "the screen cannot be made");

        if (screen->memory == NULL && memory >= 0)
            close(memory);
        screen_destroy(screen);
        return error;
    }
    screen->curses = start_curses(screen->memory, screen->nothing);
    if (screen->curses == NULL || !has_capability("cup")) {
        screen_destroy(screen);
        return error_create(ERROR_UNSUPPORTED,
                            "nothing can be drawn on this terminal (TERM is \"%s\"); `top -b` "
                            "writes plain text",
                            term != NULL ? term : "");
    }
    typeahead(-1);
    screen->utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    palette_init(&screen->looks, options->colors);
    screen->palette = screen->looks;
    set_size(screen);
    if (options->rows > 0)
        learn_rows(screen);
    else
        take_line(screen);
    *ret = screen;
    return NULL;
}

void screen_destroy(struct screen *screen)
{
    if (screen == NULL)
        return;
    if (screen->curses != NULL) {
        screen_use(screen);
        screen_leave(screen);
        endwin();
        delscreen(screen->curses);
    }
    if (screen->memory != NULL)
        fclose(screen->memory);
    if (screen->nothing != NULL)
        fclose(screen->nothing);
    line_deinit(&screen->line);
    free(screen->leave);
    free(screen->home);
    free(screen->address);
    free(screen->save);
    free(screen->restore);
    free(screen->clear_row);
    free(screen->set_region);
    free(screen->buffer);
    free(screen);
}

/* Keys come one by one and unseen; Ctrl-C and Ctrl-Z stay signals. */
static void set_modes(struct screen *screen)
{
    struct termios modes;

    if (!screen->entered)
        screen->has_modes = tcgetattr(screen->options.in, &screen->modes) == 0;
    if (!screen->has_modes)
        return;
    modes = screen->modes;
    modes.c_lflag &= ~(tcflag_t)(ICANON | ECHO | IEXTEN);
    modes.c_iflag &= ~(tcflag_t)(IXON);
    modes.c_iflag |= ICRNL;
    /* curses moves by line feeds and tabs, and cannot ask what becomes of them on their way. */
    modes.c_oflag &= ~(tcflag_t)OPOST;
    modes.c_cc[VMIN] = 1;
    modes.c_cc[VTIME] = 0;
    tcsetattr(screen->options.in, TCSANOW, &modes);
}

void screen_enter(struct screen *screen)
{
    screen->anew = true;
    if (screen->options.rows > 0) {
        screen->entered = true;
        return;
    }
    set_modes(screen);
    screen->entered = true;
}

/* The first update is what makes the terminal ours. */
static void start_showing(struct screen *screen)
{
    screen->showing = true;
    rescue_start(screen->options.in, screen->options.out, &screen->modes, screen->leave,
                 screen->leave_size);
    if (screen->options.mouse)
        write_all(screen, MOUSE_ON, strlen(MOUSE_ON));
}

void screen_leave(struct screen *screen)
{
    if (!screen->entered)
        return;
    screen->entered = false;
    if (screen->options.rows > 0)
        return;
    screen_use(screen);
    if (screen->showing)
        line_drop(&screen->line);
    endwin();
    drop_output(screen);
    if (screen->showing)
        write_all(screen, screen->leave, screen->leave_size);
    screen->showing = false;
    if (screen->has_modes)
        tcsetattr(screen->options.in, TCSADRAIN, &screen->modes);
    rescue_stop();
}

bool screen_fit(struct screen *screen)
{
    int rows, columns;

    find_size(screen, &rows, &columns);
    if (rows == screen->rows && columns == screen->columns)
        return false;
    screen_use(screen);
    set_size(screen);
    return true;
}

void screen_set_rows(struct screen *screen, int rows)
{
    screen->options.rows = rows;
    screen_use(screen);
    set_size(screen);
}

void screen_set_keyboard(struct screen *screen, bool has_keyboard)
{
    enum look look = has_keyboard ? LOOK_SELECTED : LOOK_SELECTED_LESS;

    screen->palette.attributes[LOOK_SELECTED] = screen->looks.attributes[look];
    screen->palette.pairs[LOOK_SELECTED] = screen->looks.pairs[look];
}

struct surface screen_begin(struct screen *screen)
{
    screen_use(screen);
    erase();
    screen->cursor_row = -1;
    return (struct surface){screen, 0, 0, screen->rows, screen->columns};
}

void screen_set_cursor(const struct surface *surface, int row, int column)
{
    if (row < 0 || row >= surface->height || column < 0 || column >= surface->width)
        return;
    surface->screen->cursor_row = surface->row + row;
    surface->screen->cursor_column = surface->column + column;
}

/*
 * The rows of ours below something that is not: blanked one by one, and curses made to believe
 * that it had done it, by clearing all of a screen that nobody sees.
 */
static void blank_rows(struct screen *screen, FILE *out)
{
    WINDOW *drawn = dupwin(stdscr);

    erase();
    move(0, 0);
    clearok(curscr, TRUE);
    refresh();
    drop_output(screen);
    for (int row = 0; row < screen->rows; row++)
        fprintf(out, "%s%s", tiparm(screen->address, row, 0), screen->clear_row);
    overwrite(drawn, stdscr);
    delwin(drawn);
}

/* curses clears to the end of the screen when its last rows become blank: there is more below. */
static void mark_last_row(struct screen *screen)
{
    cchar_t cell;

    for (int column = 0; column < screen->columns; column++) {
        if (mvin_wch(screen->rows - 1, column, &cell) == OK && cell.chars[0] != L' ')
            return;
    }
    mvaddch(screen->rows - 1, 0, '.');
}

static void show_rows(struct screen *screen)
{
    CLEANUP_FREE char *update = NULL;
    size_t size, update_size;
    FILE *out = xopen_memstream(&update, &update_size);
    int terminal_rows, columns;

    terminfo_size(screen->options.out, &terminal_rows, &columns);
    fputs(screen->save, out);
    mark_last_row(screen);
    if (screen->anew)
        blank_rows(screen, out);
    fputs(screen->home, out);
    move(0, 0);
    refresh();

    const char *bytes = take_output(screen, &size);

    fwrite(bytes, 1, size, out);
    /* curses takes our rows for all of the terminal: when it has scrolled some of them, it leaves
     * the terminal to scroll all of them, and not the rows below. */
    fputs(tiparm(screen->set_region, screen->rows, terminal_rows - 1), out);
    fputs(screen->restore, out);
    fclose(out);
    if (size == 0 && !screen->anew)
        return;
    write_all(screen, update, update_size);
    screen->counters.updates++;
}

static void show_all(struct screen *screen)
{
    size_t size;

    if (!screen->showing)
        start_showing(screen);
    if (screen->anew)
        clearok(curscr, TRUE);
    if ((screen->cursor_row >= 0) != screen->cursor_shown || screen->anew) {
        screen->cursor_shown = screen->cursor_row >= 0;
        curs_set(screen->cursor_shown ? 1 : 0);
    }
    if (screen->cursor_shown)
        move(screen->cursor_row, screen->cursor_column);
    else
        move(screen->options.shared ? 0 : screen->rows - 1, 0);
    /* Whoever has written something has moved the cursor, and is written over. */
    if (screen->options.shared) {
        redrawwin(stdscr);
        write_all(screen, screen->home, strlen(screen->home));
    }
    refresh();

    const char *bytes = take_output(screen, &size);

    if (size == 0)
        return;
    write_all(screen, bytes, size);
    line_ask(&screen->line);
    screen->counters.updates++;
}

void screen_show(struct screen *screen)
{
    if (!screen->entered)
        return;
    screen_use(screen);
    if (screen->options.rows > 0)
        show_rows(screen);
    else
        show_all(screen);
    screen->anew = false;
}

static void write_row(const struct screen *screen, int row, FILE *out)
{
    wchar_t *cells = xcalloc((size_t)screen->columns * (CCHARW_MAX + 1) + 1, sizeof *cells);
    size_t length = 0;

    if (mvinnwstr(row, 0, cells, screen->columns * CCHARW_MAX) >= 0)
        length = wcslen(cells);
    while (length > 0 && cells[length - 1] == L' ')
        length--;
    for (size_t i = 0; i < length; i++) {
        char bytes[MB_LEN_MAX];
        mbstate_t state = {0};
        size_t size = wcrtomb(bytes, cells[i], &state);

        if (size != (size_t)-1)
            fwrite(bytes, 1, size, out);
    }
    fputc('\n', out);
    free(cells);
}

char *screen_text(const struct screen *screen)
{
    char *text = NULL;
    size_t size;
    FILE *out = xopen_memstream(&text, &size);

    set_term(screen->curses);
    for (int row = 0; row < screen->rows - 1; row++)
        write_row(screen, row, out);
    fclose(out);
    while (size > 1 && text[size - 1] == '\n' && text[size - 2] == '\n')
        text[--size] = '\0';
    return text;
}

struct line *screen_line(struct screen *screen)
{
    return &screen->line;
}

struct screen_counters screen_counters(const struct screen *screen)
{
    return screen->counters;
}
