/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stddef.h>

#include "commands/commands.h"

/* In the order of the manual. */
const struct command *const command_table[] = {
    &backtrace_command,
    &frame_command,
    &frame_apply_command,
    &up_command,
    &down_command,
    &thread_command,
    &thread_apply_command,
    &info_threads_command,
    &info_tasks_command,
    &info_proof_command,
    &refresh_command,

    &locals_command,
    &args_command,
    &globals_command,
    &print_command,
    &whatis_command,
    &ptype_command,
    &list_command,
    &info_source_command,
    &info_frame_command,
    &info_code_command,
    &disassemble_command,
    &info_exception_command,

    &record_command,
    &diff_command,
    &top_command,
    &layout_command,
    &focus_command,
    &winheight_command,
    &info_win_command,
    &tui_enable_command,
    &tui_disable_command,

    &ps_command,
    &attach_command,
    &detach_command,
    &info_process_command,
    &info_interpreters_command,
    &doctor_command,
    &quit_command,

    &help_command,
    &apropos_command,
    &info_command,
    &set_command,
    &show_command,
    &alias_command,
    &source_command,
    &shell_command,
    &echo_command,
    &complete_command,
    NULL,
};
