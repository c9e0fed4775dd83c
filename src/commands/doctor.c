/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "base/memory.h"
#include "base/text.h"
#include "commands/commands.h"
#include "commands/process-facts.h"
#include "python/runtime.h"
#include "session/session.h"
#include "target/access.h"
#include "target/module.h"
#include "target/target.h"

/* One thing that was looked at: what it is, how it is, and whether that stands in the way. */
static void finding(struct emitter *e, const char *what, const char *name, bool good,
                    const char *text)
{
    emit_textf(e, good ? STYLE_GOOD : STYLE_ERROR, "%s", good ? "ok   " : "NO   ");
    emit_textf(e, STYLE_TITLE, "%-16s", what);
    emit_string(e, name, STYLE_PLAIN, text);
    emit_text(e, "\n");
}

static void show_users(const struct access_report *report, struct emitter *e)
{
    CLEANUP_FREE char *ours = access_user_name(report->self.euid);
    CLEANUP_FREE char *theirs = access_user_name(report->target.uid);
    CLEANUP_FREE char *both = xasprintf("we are %s, it runs as %s", ours, theirs);

    finding(e, "user", "user", report->verdict != ACCESS_OTHER_USER, both);
}

static void show_capabilities(const struct access_report *report, struct emitter *e)
{
    bool matters = report->verdict == ACCESS_NO_CAPABILITY ||
                   report->verdict == ACCESS_MORE_CAPABLE || report->verdict == ACCESS_OTHER_USER;

    finding(e, "capabilities", "sys_ptrace", report->sys_ptrace || !matters,
            report->sys_ptrace ? "we have CAP_SYS_PTRACE"
            : matters          ? "we lack CAP_SYS_PTRACE, which this process needs"
                               : "we lack CAP_SYS_PTRACE, which is not needed here");
}

static void show_yama(const struct access_report *report, struct emitter *e)
{
    static const char *const scopes[] = {
        "0: any process of the same user",
        "1: a parent its children only, others with CAP_SYS_PTRACE",
        "2: with CAP_SYS_PTRACE only",
        "3: nobody",
    };
    int scope = report->yama_scope;

    finding(e, "Yama", "yama", report->verdict != ACCESS_YAMA,
            scope < 0   ? "this kernel has none"
            : scope > 3 ? "a scope that is not known"
                        : scopes[scope]);
}

static void show_namespaces(const struct access_report *report, struct emitter *e)
{
    CLEANUP_FREE char *text = xasprintf("PID %s, mount %s, user %s, root directory %s",
                                        report->other_pid_namespace ? "another" : "ours",
                                        report->other_mount_namespace ? "another" : "ours",
                                        report->other_user_namespace ? "another" : "ours",
                                        report->other_root ? "another" : "ours");

    finding(e, "namespaces", "namespaces", report->verdict != ACCESS_USER_NAMESPACE, text);
}

static void show_traced(const struct access_report *report, struct emitter *e)
{
    struct procfs_stat tracer = {0};

    if (report->target.tracer == 0) {
        finding(e, "traced", "traced", true, "by nobody");
        return;
    }
    error_ignore(procfs_stat(report->target.tracer, 0, &tracer));

    CLEANUP_FREE char *text =
        xasprintf("by process %d (%s): it can be read all the same, but a debugger may keep it "
                  "stopped",
                  report->target.tracer, tracer.comm);

    finding(e, "traced", "traced", true, text);
}

static void show_access(const struct access_report *report, struct emitter *e)
{
    show_users(report, e);
    show_capabilities(report, e);
    show_yama(report, e);
    finding(e, "dumpable", "dumpable", report->verdict != ACCESS_NOT_DUMPABLE,
            report->dumpable ? "yes" : "no: it changed its user, or its program is not readable");
    show_namespaces(report, e);
    show_traced(report, e);
    finding(e, "memory", "memory", report->can_read,
            report->can_read ? "can be read" : "cannot be read");
}

static void show_python(const struct runtime *runtime, struct emitter *e)
{
    CLEANUP_FREE char *version = layout_version_long(runtime->hexversion);
    struct module *module = (struct module *)runtime->module;
    CLEANUP_FREE char *text = xasprintf(
        "CPython %s%s", version, runtime->layout.traits.free_threaded ? " (free-threaded)" : "");
    CLEANUP_FREE char *binary =
        xasprintf("%s%s, %s", module->path, module->deleted ? " (deleted or replaced since)" : "",
                  module_is_stripped(module) ? "stripped" : "with symbols");
    const char *id = module_build_id(module);

    finding(e, "python", "python", true, text);
    finding(e, "binary", "binary", true, binary);
    finding(e, "build id", "build_id", true, id != NULL ? id : "none");
    finding(e, "layout", "layout", true, runtime->layout_from);
    finding(e, "layout check", "layout_check", true,
            runtime->code_type != 0 ? "types, modules, threads and frames are where it says"
                                    : "types and modules are where it says; no thread runs "
                                      "Python code");
}

/* Tries what attach does; the sentence that would end it. */
static void try_attach(struct session *s, pid_t pid, struct emitter *e)
{
    struct target *target = NULL;
    struct runtime *runtime = NULL;
    struct error *error = target_open(pid, &target);

    if (error == NULL)
        error = runtime_attach(target, s->layout_file, &runtime);
    error = access_explain(pid, error);
    if (error == NULL)
        show_python(runtime, e);
    emit_text(e, "\n");
    emit_hidden_bool(e, "inspectable", error == NULL);
    emit_string(e, "verdict", error == NULL ? STYLE_GOOD : STYLE_ERROR,
                error != NULL ? error->message : "the process can be inspected");
    emit_text(e, ".\n");
    error_destroy(error);
    runtime_destroy(runtime);
    target_destroy(target);
}

static struct error *doctor_run(struct session *s, const char *args, struct emitter *e)
{
    struct access_report report;
    struct process_facts facts;
    uint64_t number = s->target != NULL ? (uint64_t)s->target->pid : (uint64_t)s->asked_pid;

    if (args[0] != '\0' && (!text_to_u64(args, &number) || number == 0 || number > INT32_MAX))
        return error_create(ERROR_USAGE, "\"%s\" is not a process number", args);
    if (number == 0)
        return error_create(ERROR_USAGE, "Which process?  `doctor PID`");

    pid_t pid = (pid_t)number;

    TRY(access_report_init(&report, pid));
    if (error_ignore(process_facts_init(&facts, pid))) {
        emit_text(e, "Process ");
        emit_int(e, "pid", STYLE_NUMBER, pid);
        emit_text(e, ": ");
        emit_string(e, "command", STYLE_PLAIN, facts.command);
        emit_text(e, "\n\n");
    }
    process_facts_deinit(&facts);
    show_access(&report, e);
    try_attach(s, pid, e);
    access_report_deinit(&report);
    return NULL;
}

const struct command doctor_command = {
    .name = "doctor",
    .group = GROUP_PROCESS,
    .usage = "[PID]",
    .summary = "Say why a process can or cannot be inspected",
    .help =
        "Looks at users, capabilities, Yama, whether the process is dumpable, its namespaces, "
        "which\n"
        "binary holds its Python, and which layout reads it and whether that checked out.  Every\n"
        "attach that is refused ends with the same sentence.\n",
    .needs = NEEDS_NOTHING,
    .run = doctor_run,
};
