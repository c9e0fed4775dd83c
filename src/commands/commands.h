/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each file of this folder defines, for table.c. */
#ifndef COMMANDS_COMMANDS_H
#define COMMANDS_COMMANDS_H

#include "session/command.h"

/* where */
extern const struct command backtrace_command;
extern const struct command frame_apply_command;
extern const struct command frame_command;
extern const struct command up_command;
extern const struct command down_command;
extern const struct command thread_command;
extern const struct command thread_apply_command;
extern const struct command info_proof_command;
extern const struct command info_tasks_command;
extern const struct command info_threads_command;
extern const struct command refresh_command;

/* what */
extern const struct command args_command;
extern const struct command diff_command;
extern const struct command disassemble_command;
extern const struct command globals_command;
extern const struct command info_code_command;
extern const struct command info_exception_command;
extern const struct command info_frame_command;
extern const struct command info_functions_command;
extern const struct command info_scope_command;
extern const struct command info_source_command;
extern const struct command info_types_command;
extern const struct command info_variables_command;
extern const struct command list_command;
extern const struct command locals_command;
extern const struct command output_command;
extern const struct command print_command;
extern const struct command printf_command;
extern const struct command ptype_command;
extern const struct command whatis_command;

/* over time */
extern const struct command focus_command;
extern const struct command info_win_command;
extern const struct command layout_command;
extern const struct command record_command;
extern const struct command top_command;
extern const struct command tui_disable_command;
extern const struct command tui_enable_command;
extern const struct command winheight_command;

/* the process */
extern const struct command attach_command;
extern const struct command detach_command;
extern const struct command doctor_command;
extern const struct command info_interpreters_command;
extern const struct command info_process_command;
extern const struct command ps_command;
extern const struct command quit_command;

/* pyinspect itself */
extern const struct command alias_command;
extern const struct command apropos_command;
extern const struct command complete_command;
extern const struct command echo_command;
extern const struct command help_command;
extern const struct command info_command;
extern const struct command set_command;
extern const struct command shell_command;
extern const struct command show_command;
extern const struct command source_command;

#endif
