/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/refused.h"

#include <stddef.h>

#define NEVER "the process is never stopped or changed; "

/* Names and abbreviations are gdb's. */
const struct refused refused_table[] = {
    {"break,b,br,tbreak,tb,hbreak,thbreak,rbreak,catch,tcatch,commands,condition,ignore,delete,d,"
     "disable,enable,clear,info breakpoints,info break,info b",
     NEVER "`record` and `top` show which functions run, `bt` where each thread is"},
    {"watch,rwatch,awatch,info watchpoints",
     NEVER "`print` shows a value as it is now, and a blank line shows it again"},
    {"display,undisplay,info display",
     "there are no stops at which it would be shown; a blank line runs the last command again"},
    {"next,n,nexti,ni,step,s,stepi,si,advance,until,u,finish,fin,reverse-next,rn,reverse-step,rs,"
     "reverse-continue,rc,reverse-finish",
     NEVER "`bt` reads the stack as it is now, and a blank line does so again"},
    {"continue,c,fc,interrupt", NEVER "it runs all the time"},
    {"run,r,start,starti", NEVER "`pyinspect -- PROGRAM` starts one and inspects it"},
    {"kill,k,signal,queue-signal,handle", NEVER "`shell kill -SIGNAL PID` sends a signal"},
    {"call,return,jump,j,compile", NEVER "`print` computes what needs no code of the process"},
    {"set variable,set var", NEVER "`print` shows what a variable is"},
    {"generate-core-file,gcore",
     NEVER "`shell gcore PID` does, and stops it for as long as it takes"},
    {"x",
     "objects are shown here, not bytes of memory; `p/a` says where an object is, `disassemble` "
     "shows bytecode"},
    {"info registers,info all-registers,info vector,info float",
     "frames of Python have no registers; `info frame` says where they are, `disassemble` what "
     "they run"},
    {"info line",
     "`disassemble` shows the bytecode of each line, `info frame` where a frame stands"},
    {"info symbol", "objects of Python have no symbols; `print` and `info code` take their names"},
    {"info inferiors,inferior,add-inferior,remove-inferiors,clone-inferior",
     "there is one process at a time: `info process` shows it, `ps` lists others, `attach` takes "
     "another"},
    {"dprintf", NEVER "`printf` prints text with values in it, as they are now"},
    {"thread name", "threads have the names that Python gave them; `thread find` finds one"},
    {NULL, NULL},
};
