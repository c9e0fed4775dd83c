/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads, frames and code objects of every version, honest and lying: src/python. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "fake.h"
#include "python/check.h"
#include "python/code-cache.h"
#include "python/dict.h"
#include "python/hash.h"
#include "python/object.h"
#include "python/snapshot.h"
#include "python/string.h"
#include "python/thread-exceptions.h"
#include "runner.h"

static struct fake *fake;

static void setup_version(int i)
{
    fake = fake_create(i);
}

static void teardown(void)
{
    if (fake != NULL)
        fake_destroy(fake);
    fake = NULL;
}

static struct snapshot *take(void)
{
    struct snapshot_options options = {0};
    struct snapshot *snapshot;
    struct error *error = snapshot_take(fake->runtime, &options, &snapshot);

    ck_assert_msg(error == NULL, "%s", error != NULL ? error->message : "");
    return snapshot;
}

/* Frames f0 (oldest) to f(count-1), each of a code object of its own, at lines 10, 20, ... */
static void push_frames(int count)
{
    for (int i = 0; i < count; i++) {
        char name[16];

        snprintf(name, sizeof name, "f%d", i);
        fake_push(fake, fake_code(fake, name, "/app/x.py", 10 * (i + 1)));
    }
}

static void check_frames(const struct thread *thread, size_t first, size_t count, int oldest_of)
{
    ck_assert_uint_eq(thread->frames.count, count);
    for (size_t i = first; i < count; i++) {
        const struct frame *frame = &thread->frames.data[i];
        char name[16];
        int number = oldest_of - 1 - (int)i;

        snprintf(name, sizeof name, "f%d", number);
        ck_assert_str_eq(frame->code->name, name);
        ck_assert_str_eq(frame->code->filename, "/app/x.py");
        ck_assert_int_eq(frame->position.line, 10 * (number + 1));
    }
}

START_TEST(frames_are_read)
{
    setup_version(_i);
    push_frames(5);

    struct snapshot *snapshot = take();

    ck_assert_uint_eq(snapshot->threads.count, 1);
    ck_assert_ptr_null(snapshot->threads.data[0].error);
    ck_assert_uint_eq(snapshot->threads.data[0].num, 1);
    /* A made-up thread has no number in the kernel: two equal reads are the proof. */
    ck_assert_int_eq(snapshot->threads.data[0].proof.how, PROOF_REREAD);
    check_frames(&snapshot->threads.data[0], 0, 5, 5);
    snapshot_destroy(snapshot);
}
END_TEST

START_TEST(the_layout_checks_out)
{
    setup_version(_i);
    push_frames(2);
    ck_assert_ptr_null(check_layout(fake->runtime));
    ck_assert_uint_eq(fake->runtime->type_type, fake->type_type);
    ck_assert_uint_eq(fake->runtime->code_type, fake->code_type);
    ck_assert_uint_eq(fake->runtime->unicode_type, fake->str_type);

    /* One lie at a time, and it does not. */
    struct error *error;

    fake_put(fake, fake->dict_type, fake->layout->object.ob_type, fake->str_type);
    error = check_layout(fake->runtime);
    ck_assert_ptr_nonnull(error);
    error_destroy(error);
    fake_put(fake, fake->dict_type, fake->layout->object.ob_type, fake->type_type);

    fake_put(fake, fake->tstate, fake->layout->tstate.interp, fake->tstate);
    error = check_layout(fake->runtime);
    ck_assert_ptr_nonnull(error);
    error_destroy(error);
    fake_put(fake, fake->tstate, fake->layout->tstate.interp, fake->interpreter);
    ck_assert_ptr_null(check_layout(fake->runtime));
}
END_TEST

/* Makes the oldest frame's link to what called it lead to target. */
static void link_oldest(uint64_t frame, uint64_t target)
{
    fake_put(fake, frame,
             layout_has(fake->layout->tstate.frame) ? fake->layout->pyframe.f_back
                                                    : fake->layout->iframe.previous,
             target);
}

START_TEST(a_cycle_of_frames_ends)
{
    setup_version(_i);

    uint64_t oldest = fake_push(fake, fake_code(fake, "f0", "/app/x.py", 10));

    fake_push(fake, fake_code(fake, "f1", "/app/x.py", 20));
    link_oldest(oldest, fake->newest);

    struct snapshot *snapshot = take();
    struct thread *thread = &snapshot->threads.data[0];

    ck_assert_ptr_nonnull(thread->error);
    ck_assert_ptr_nonnull(strstr(thread->error->message, "goes round"));
    ck_assert_int_eq(thread->proof.kind, PROOF_UNVERIFIED);
    ck_assert_uint_lt(thread->frames.count, 100);
    snapshot_destroy(snapshot);
}
END_TEST

START_TEST(a_fault_cuts_the_stack)
{
    setup_version(_i);

    uint64_t oldest = fake_push(fake, fake_code(fake, "f0", "/app/x.py", 10));

    fake_push(fake, fake_code(fake, "f1", "/app/x.py", 20));
    link_oldest(oldest, FAKE_NOWHERE);

    struct snapshot *snapshot = take();
    struct thread *thread = &snapshot->threads.data[0];

    ck_assert_ptr_nonnull(thread->error);
    ck_assert_int_eq(thread->error->kind, ERROR_FAULT);
    ck_assert_uint_eq(thread->error->address, FAKE_NOWHERE);
    check_frames(thread, 0, 2, 2);
    ck_assert_uint_eq(thread->proof.verified_frames, 0);
    snapshot_destroy(snapshot);
}
END_TEST

START_TEST(a_chain_without_its_end_is_no_stack)
{
    setup_version(_i);
    push_frames(3);

    const struct layout *layout = fake->layout;
    bool known;

    if (layout->traits.owner.cstack >= 0 || layout->traits.owner.interpreter >= 0) {
        /* A generator that is being left: its link to the caller is cleared already. */
        fake_put(fake, fake->newest, layout->iframe.previous, 0);
        known = true;
    } else if (layout_has(layout->cframe.previous) && !layout_has(layout->tstate.frame)) {
        /* 3.11: the new C frame is linked, and what it holds is what was there before. */
        uint64_t older = fake_alloc(fake, layout->cframe.size);
        uint64_t newer = fake_alloc(fake, layout->cframe.size);
        uint64_t newest = fake->newest;

        fake_put(fake, older, layout->cframe.current_frame, newest);
        fake_put(fake, newer, layout->cframe.previous, older);
        fake_put(fake, newer, layout->cframe.current_frame, newest);
        fake_put(fake, fake->tstate, layout->tstate.cframe, newer);

        struct snapshot *snapshot = take();

        check_frames(&snapshot->threads.data[0], 0, 3, 3);
        snapshot_destroy(snapshot);
        fake_put(fake, newest, layout->iframe.previous, 0);
        fake_put(fake, newer, layout->cframe.current_frame, newest - 8);
        known = true;
    } else {
        known = false; /* frames are objects, linked before they are shown */
    }
    if (!known)
        return;

    struct snapshot *snapshot = take();

    ck_assert_ptr_nonnull(snapshot->threads.data[0].error);
    ck_assert_int_eq(snapshot->threads.data[0].proof.kind, PROOF_UNVERIFIED);
    snapshot_destroy(snapshot);
}
END_TEST

START_TEST(lying_offsets_overrun_nothing)
{
    setup_version(_i);
    push_frames(2);

    struct layout *layout = &fake->runtime->layout;
    uint64_t value;
    char *text;
    struct error *error;

    layout->long_.ob_digit.offset = 1 << 20;
    error_destroy(object_int(fake->runtime, fake->modules, &value));
    layout->unicode.size = layout->bytes.ob_sval.offset = 1 << 20;
    error = string_read(fake->runtime, fake->modules, NULL, 100, &text);
    ck_assert_ptr_nonnull(error);
    error_destroy(error);
    layout->code.co_code_adaptive.offset = layout->code.co_name.offset = 1 << 20;
    snapshot_destroy(take());
    layout->iframe.localsplus.offset = layout->pyframe.f_code.offset = 1 << 20;
    snapshot_destroy(take());
    layout->tstate.frame.offset = layout->tstate.cframe.offset = 1 << 20;
    layout->tstate.current_frame.offset = 1 << 20;
    snapshot_destroy(take());
}
END_TEST

START_TEST(a_lying_string_is_not_believed)
{
    setup_version(_i);

    uint64_t code = fake_code(fake, "f0", "/app/x.py", 10);
    uint64_t name = fake_str(fake, "lie");
    struct layout_field length = fake->layout->traits.strings_are_bytes
                                     ? fake->layout->var_object.ob_size
                                     : fake->layout->ascii.length;
    static const uint64_t lies[] = {(uint64_t)1 << 61, (uint64_t)-1, 65537};

    fake_push(fake, code);
    fake_put(fake, code, fake->layout->code.co_name, name);
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        fake_put(fake, name, length, lies[i]);

        struct snapshot *snapshot = take();
        struct thread *thread = &snapshot->threads.data[0];

        ck_assert_ptr_nonnull(thread->error);
        ck_assert_int_eq(thread->error->kind, ERROR_CORRUPT);
        ck_assert_uint_eq(thread->frames.count, 0);
        snapshot_destroy(snapshot);
    }
}
END_TEST

START_TEST(a_code_object_that_was_replaced_is_read_again)
{
    setup_version(_i);

    uint64_t code = fake_code(fake, "f0", "/app/x.py", 10);

    fake_push(fake, code);

    struct snapshot *snapshot = take();
    uint64_t reads = fake->reads;

    ck_assert_str_eq(snapshot->threads.data[0].frames.data[0].code->name, "f0");

    /* What is in the cache is not read again ... */
    struct snapshot *second = take();

    ck_assert_uint_lt(fake->reads - reads, reads + 1);
    ck_assert_ptr_eq(second->threads.data[0].frames.data[0].code,
                     snapshot->threads.data[0].frames.data[0].code);
    snapshot_destroy(second);

    /* ... unless another object is there now; the old answer stays what it was. */
    fake_put(fake, code, fake->layout->code.co_name, fake_str(fake, "other"));
    second = take();
    ck_assert_str_eq(second->threads.data[0].frames.data[0].code->name, "other");
    ck_assert_str_eq(snapshot->threads.data[0].frames.data[0].code->name, "f0");
    snapshot_destroy(second);
    snapshot_destroy(snapshot);
}
END_TEST

START_TEST(a_cycle_of_threads_ends)
{
    setup_version(_i);
    push_frames(1);
    fake_put(fake, fake->tstate, fake->layout->tstate.next, fake->tstate);

    struct snapshot_options options = {0};
    struct snapshot *snapshot;
    struct error *error = snapshot_take(fake->runtime, &options, &snapshot);

    ck_assert_ptr_nonnull(error);
    ck_assert_int_eq(error->kind, ERROR_CORRUPT);
    error_destroy(error);
}
END_TEST

/* A state that was freed says for one read only that nobody comes after it. */
struct freed {
    uint64_t state;
    unsigned reads, at;
};

static void free_state(struct fake *of, void *arg)
{
    struct freed *freed = arg;

    fake_put(of, freed->state, of->layout->tstate.next,
             freed->reads++ == freed->at ? 0 : of->tstate);
}

START_TEST(a_list_of_threads_is_not_cut_short)
{
    setup_version(_i);
    push_frames(1);

    /* Its pages are read by themselves. */
    struct freed freed = {.state = fake_alloc(fake, 12288) + 4096};

    fake_put(fake, freed.state, fake->layout->tstate.interp, fake->interpreter);
    fake_put(fake, freed.state, fake->layout->tstate.next, fake->tstate);
    fake_put(fake, fake->interpreter, fake->layout->interp.threads_head, freed.state);
    for (freed.at = 0; freed.reads >= freed.at; freed.at++) {
        freed.reads = 0;
        fake->changes = free_state;
        fake->changes_arg = &freed;

        struct snapshot *snapshot = take();

        fake->changes = NULL;
        ck_assert_uint_eq(snapshot->threads.count, 1);
        ck_assert_uint_eq(snapshot->threads.data[0].tstate, fake->tstate);
        snapshot_destroy(snapshot);
    }
    ck_assert_uint_gt(freed.at, 5);
}
END_TEST

START_TEST(lying_dicts_are_not_believed)
{
    const struct layout *layout;
    dict_item_array items = {0};
    uint64_t value;

    setup_version(_i);
    layout = fake->layout;
    ck_assert_ptr_null(dict_find(fake->runtime, fake->modules, "sys", &value));

    struct error *error = dict_find(fake->runtime, fake->modules, "sy", &value);

    ck_assert_int_eq(error->kind, ERROR_NOT_FOUND);
    error_destroy(error);

    if (layout_has(layout->dict.ma_table)) {
        fake_put(fake, fake->modules, layout->dict.ma_mask, ((uint64_t)1 << 61) - 1);
    } else {
        uint64_t keys;

        memcpy(&keys, fake->memory + (fake->modules + layout->dict.ma_keys.offset - FAKE_BASE), 8);
        fake_put(fake, keys, layout->dict_keys.dk_log2_size, 63);
        fake_put(fake, keys, layout->dict_keys.dk_size, (uint64_t)1 << 62);
    }
    error = dict_items(fake->runtime, fake->modules, SIZE_MAX, &items);
    ck_assert_ptr_nonnull(error);
    ck_assert_int_eq(error->kind, ERROR_CORRUPT);
    error_destroy(error);
    array_deinit(&items);
}
END_TEST

START_TEST(a_lying_data_stack_is_not_believed)
{
    setup_version(_i);
    if (fake->chunk == 0)
        return; /* frames are objects: there is none to lie about */
    push_frames(2);

    static const uint64_t tops[] = {0, FAKE_BASE + ((uint64_t)1 << 50), FAKE_NOWHERE};

    for (size_t i = 0; i < sizeof tops / sizeof *tops; i++) {
        if (!layout_has(fake->layout->tstate.datastack_top))
            break;
        fake_put(fake, fake->tstate, fake->layout->tstate.datastack_top, tops[i]);

        struct snapshot *snapshot = take();

        ck_assert_ptr_nonnull(snapshot->threads.data[0].error);
        ck_assert_uint_eq(snapshot->threads.data[0].frames.count, 0);
        snapshot_destroy(snapshot);
    }
    fake_put(fake, fake->tstate, fake->layout->tstate.datastack_top, fake->top);
    /* A chunk that comes before itself is only gone back to for a frame that lies in it. */
    fake_put(fake, fake->chunk, fake->layout->stack_chunk.previous, fake->chunk);

    struct snapshot *snapshot = take();

    check_frames(&snapshot->threads.data[0], 0, 2, 2);
    snapshot_destroy(snapshot);
}
END_TEST

START_TEST(strings_of_every_kind)
{
    setup_version(_i);
    if (fake->layout->traits.strings_are_bytes)
        return; /* 2.7's names are bytes, see test_text */

    static const struct {
        unsigned kind;
        uint32_t code_point;
        const char *utf8;
    } kinds[] = {{1, 0xe9, "\xc3\xa9"},
                 {2, 0x20ac, "\xe2\x82\xac"},
                 {4, 0x1f40d, "\xf0\x9f\x90\x8d"},
                 {2, 0xdc80, "\\udc80"},
                 {4, 0x110000, "\\U00110000"}};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        uint64_t address = fake_str(fake, "        ");
        char *text;

        fake_put(fake, address, fake->layout->ascii.is_ascii, 0);
        fake_put(fake, address, fake->layout->ascii.kind, kinds[i].kind);
        fake_put(fake, address, fake->layout->ascii.length, 1);
        fake_put_bytes(fake, address + fake->layout->compact_unicode.size, &kinds[i].code_point,
                       kinds[i].kind);
        ck_assert_ptr_null(string_read(fake->runtime, address, NULL, 100, &text));
        ck_assert_str_eq(text, kinds[i].utf8);
        free(text);
    }
}
END_TEST

/* hash("...") of Python 3.8 and 3.11 with PYTHONHASHSEED=0, which makes the key zero. */
START_TEST(hashes_are_pythons)
{
    static const struct {
        const char *text;
        unsigned rounds;
        int64_t hash;
    } hashes[] = {
        {"threading", 1, -217255072549013292},
        {"threading", 2, -5426013259031524831},
        {"ab", 1, 6148830537548944441},
        {"ab", 2, -1989949968894684482},
        {"abcdefgh", 1, 4574395652268504554},
        {"abcdefgh", 2, -1847705707669741165},
        {"", 1, 0},
        {"", 2, 0},
    };
    struct runtime runtime = {.has_hash_key = true};
    uint64_t hash;

    for (size_t i = 0; i < sizeof hashes / sizeof *hashes; i++) {
        runtime.layout.traits.siphash_rounds = (uint8_t)hashes[i].rounds;
        ck_assert(hash_characters(&runtime, hashes[i].text, strlen(hashes[i].text), 1, &hash));
        ck_assert_int_eq((int64_t)hash, hashes[i].hash);
    }
    /* 2.7, by default with a prefix and a suffix of 0 */
    runtime.layout.traits.siphash_rounds = 0;
    ck_assert(hash_characters(&runtime, "ab", 2, 1, &hash));
    ck_assert_int_eq((int64_t)hash, 12416074593111939);
    runtime.has_hash_key = false;
    ck_assert(!hash_characters(&runtime, "ab", 2, 1, &hash));
}
END_TEST

/* Before anybody has caught it, while another one is being handled. */
START_TEST(an_exception_on_its_way)
{
    setup_version(_i);

    const struct layout *layout = fake->layout;
    uint64_t type = fake_type(fake, "BaseException");
    uint64_t raised = fake_object(fake, type, 256), handled = fake_object(fake, type, 256);
    uint64_t item = fake_alloc(fake, layout->exc_item.size);
    struct thread thread = {.tstate = fake->tstate};
    thread_exception_array found = {0};

    fake_put(fake, fake->tstate, layout->tstate.curexc_type, type);
    fake_put(fake, fake->tstate, layout->tstate.curexc_value, raised);
    fake_put(fake, fake->tstate, layout->tstate.current_exception, raised);
    fake_put(fake, fake->tstate, layout->tstate.exc_type, type);
    fake_put(fake, fake->tstate, layout->tstate.exc_value, handled);
    fake_put(fake, fake->tstate, layout->tstate.exc_info, item);
    fake_put(fake, item, layout->exc_item.exc_type, type);
    fake_put(fake, item, layout->exc_item.exc_value, handled);
    fake_put(fake, item, layout->exc_item.previous_item, item);
    ck_assert(error_ignore(thread_exceptions(fake->runtime, &thread, &found)));
    ck_assert_uint_eq(found.count, 2);
    ck_assert(found.data[0].raised && !found.data[1].raised);
    ck_assert_uint_eq(found.data[0].value, raised);
    ck_assert_uint_eq(found.data[1].value, handled);
    ck_assert(!found.data[1].level_known);
    array_deinit(&found);
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("frames");
    TCase *tcase = tcase_create("every version");

    tcase_add_checked_fixture(tcase, NULL, teardown);
    tcase_add_loop_test(tcase, frames_are_read, 0, fake_versions);
    tcase_add_loop_test(tcase, the_layout_checks_out, 0, fake_versions);
    tcase_add_loop_test(tcase, a_cycle_of_frames_ends, 0, fake_versions);
    tcase_add_loop_test(tcase, a_fault_cuts_the_stack, 0, fake_versions);
    tcase_add_loop_test(tcase, a_chain_without_its_end_is_no_stack, 0, fake_versions);
    tcase_add_loop_test(tcase, lying_offsets_overrun_nothing, 0, fake_versions);
    tcase_add_loop_test(tcase, a_lying_string_is_not_believed, 0, fake_versions);
    tcase_add_loop_test(tcase, a_code_object_that_was_replaced_is_read_again, 0, fake_versions);
    tcase_add_loop_test(tcase, a_cycle_of_threads_ends, 0, fake_versions);
    tcase_add_loop_test(tcase, a_list_of_threads_is_not_cut_short, 0, fake_versions);
    tcase_add_loop_test(tcase, lying_dicts_are_not_believed, 0, fake_versions);
    tcase_add_loop_test(tcase, a_lying_data_stack_is_not_believed, 0, fake_versions);
    tcase_add_loop_test(tcase, strings_of_every_kind, 0, fake_versions);
    tcase_add_loop_test(tcase, an_exception_on_its_way, 0, fake_versions);
    tcase_add_test(tcase, hashes_are_pythons);
    suite_add_tcase(suite, tcase);
    return suite;
}
