/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the live view shows: a stack of pages, of which the uppermost is seen. Enter goes deeper,
 * Backspace goes back, and Escape where it does not lead to a command line. A page is a struct of
 * callbacks and begins with a struct page.
 */
#ifndef VIEW_PAGE_H
#define VIEW_PAGE_H

#include "view/keys.h"
#include "view/list.h"
#include "view/surface.h"

struct live;
struct page;

struct page_class {
    const char *name;                /* for the help page: "functions" */
    const struct keys_binding *keys; /* go before those of all pages */
    bool scrolls; /* nothing is selected: the keys that would move a selection move the lines */
    /*
     * Takes from the monitor what draw() shows. It is called with the monitor locked: when the page
     * is opened, when another interval has ended, and when the user has chosen to see something
     * else. What may be read of the target is read here.
     */
    void (*update)(struct page *page);
    /* On a blank surface; what is selected is in page->list. Nothing else is touched: a page is
     * also drawn between two updates, and with every size. */
    void (*draw)(struct page *page, const struct surface *surface);
    /* The selection was moved by the user; may be NULL. */
    void (*selected)(struct page *page);
    /* The commands beside the view have gone to that thread and frame, or have read them anew; may
     * be NULL. */
    void (*select)(struct page *page, unsigned thread, size_t level);
    void (*destroy)(struct page *page);
};

struct page {
    const struct page_class *class;
    struct live *live;
    struct page *below; /* what Backspace leads to; NULL: the first page */
    struct list list;   /* moved by the keys that are common to all pages */
};

#endif
