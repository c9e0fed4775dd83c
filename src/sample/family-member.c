/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/family-member.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/memory.h"

struct family_member family_member_copy(const struct family_member *member)
{
    struct family_member copy = *member;

    copy.about.command = xstrdup(member->about.command);
    copy.why = member->why != NULL ? xstrdup(member->why) : NULL;
    return copy;
}

void family_member_deinit(struct family_member *member)
{
    free(member->about.command);
    free(member->why);
}

void family_members_deinit(family_member_array *members)
{
    for (size_t i = 0; i < members->count; i++)
        family_member_deinit(&members->data[i]);
    array_deinit(members);
}
