/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told of each process of a family (sample/family-source.h). */
#ifndef SAMPLE_FAMILY_MEMBER_H
#define SAMPLE_FAMILY_MEMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/array.h"
#include "sample/source.h"

enum family_state {
    FAMILY_WAITING, /* no Python yet; it may be starting */
    FAMILY_SAMPLED,
    FAMILY_OTHER,   /* another program, or Python that never got ready */
    FAMILY_REFUSED, /* its memory may not be read, or not be understood: why says it */
    FAMILY_ENDED,
};

/* What became of a process. */
struct family_member {
    struct sample_process about; /* its command is owned */
    enum family_state state;
    bool sampled;        /* it was, whatever it is now */
    uint32_t hexversion; /* of the Python that it ran last, if it was sampled */
    unsigned execs;      /* so often it became another program while it was sampled */
    char *why;           /* of FAMILY_REFUSED; owned */
};

typedef ARRAY(struct family_member) family_member_array;

/* A copy that owns what it holds. */
struct family_member family_member_copy(const struct family_member *member);
void family_member_deinit(struct family_member *member);
void family_members_deinit(family_member_array *members);

#endif
