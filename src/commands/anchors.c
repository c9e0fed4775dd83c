/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/anchors.h"

#include <string.h>

#include "base/array.h"
#include "base/memory.h"

/* Parentheses within parentheses are gone through each. */
#define CHARACTERS_MAX 10000

enum token_kind { TOKEN_NAME, TOKEN_OPERAND, TOKEN_OPEN, TOKEN_CLOSE, TOKEN_OPERATOR };

struct token {
    enum token_kind kind;
    size_t at, end;
    size_t depth; /* brackets around it */
    size_t other; /* the bracket that belongs to it */
};

struct scanner {
    const uint32_t *text;
    size_t count, at;
    ARRAY(struct token) tokens;
    ARRAY(size_t) open; /* numbers of tokens */
    bool broken;
};

static uint32_t peek(const struct scanner *s, size_t ahead)
{
    return s->at + ahead < s->count ? s->text[s->at + ahead] : 0;
}

static bool is_name(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c >= 0x80;
}

static bool is_one_of(uint32_t c, const char *of)
{
    return c != 0 && c < 0x80 && strchr(of, (int)c) != NULL;
}

static bool is_quote(uint32_t c)
{
    return c == '"' || c == '\'';
}

static void skip_string(struct scanner *s, bool formatted);

/* What stands in the braces of a formatted string. */
static void skip_field(struct scanner *s)
{
    size_t depth = 0;

    while (s->at < s->count) {
        uint32_t c = peek(s, 0);

        if (is_quote(c)) {
            skip_string(s, false);
            continue;
        }
        depth += c == '{';
        s->at++;
        if (c == '}' && --depth == 0)
            return;
    }
}

/* From its quote to behind the last one. */
static void skip_string(struct scanner *s, bool formatted)
{
    uint32_t quote = peek(s, 0);
    bool triple = peek(s, 1) == quote && peek(s, 2) == quote;

    s->at += triple ? 3 : 1;
    while (s->at < s->count) {
        uint32_t c = peek(s, 0);

        if (c == quote && (!triple || (peek(s, 1) == quote && peek(s, 2) == quote))) {
            s->at += triple ? 3 : 1;
            return;
        }
        if (formatted && c == '{' && peek(s, 1) != '{')
            skip_field(s);
        else
            s->at += c == '\\' || (formatted && c == '{') ? 2 : 1;
    }
    s->broken = true;
}

static void add(struct scanner *s, enum token_kind kind, size_t at)
{
    array_push(&s->tokens, (struct token){kind, at, s->at, s->open.count, 0});
}

static void scan_word(struct scanner *s)
{
    size_t at = s->at;
    bool prefix = true, formatted = false, number = peek(s, 0) >= '0' && peek(s, 0) <= '9';

    while (is_name(peek(s, 0)) || (number && peek(s, 0) == '.')) {
        prefix = prefix && s->at - at < 3 && is_one_of(peek(s, 0), "rRbBuUfFtT");
        formatted = formatted || is_one_of(peek(s, 0), "fFtT");
        s->at++;
        /* 1e-5 */
        if (number && is_one_of(peek(s, 0), "+-") && is_one_of(s->text[s->at - 1], "eE") &&
            !is_one_of(s->text[at + 1 < s->count ? at + 1 : at], "xX"))
            s->at++;
    }
    if (prefix && is_quote(peek(s, 0))) {
        skip_string(s, formatted);
        number = true;
    }
    add(s, number ? TOKEN_OPERAND : TOKEN_NAME, at);
}

static void scan_bracket(struct scanner *s, bool opens)
{
    size_t at = s->at++;

    if (opens) {
        add(s, TOKEN_OPEN, at);
        array_push(&s->open, s->tokens.count - 1);
    } else if (s->open.count > 0) {
        size_t open = s->open.data[--s->open.count];

        add(s, TOKEN_CLOSE, at);
        s->tokens.data[open].other = s->tokens.count - 1;
        s->tokens.data[s->tokens.count - 1].other = open;
    } else {
        s->broken = true;
    }
}

static void scan_operator(struct scanner *s)
{
    static const char *const longer[] = {
        "...", "**", "//", "<<", ">>", "==", "!=", "<=", ">=", ":=", "->", NULL};
    size_t at = s->at++;

    for (size_t i = 0; longer[i] != NULL; i++) {
        size_t length = strlen(longer[i]), same = 0;

        while (same < length && at + same < s->count &&
               s->text[at + same] == (unsigned char)longer[i][same])
            same++;
        if (same == length) {
            s->at = at + length;
            break;
        }
    }
    add(s, s->at - at == 3 ? TOKEN_OPERAND : TOKEN_OPERATOR, at);
}

static void scan(struct scanner *s)
{
    while (s->at < s->count && !s->broken) {
        uint32_t c = peek(s, 0);

        if (is_one_of(c, " \t\f\r\n")) {
            s->at++;
        } else if (c == '\\') {
            s->at += 2;
        } else if (c == '#') {
            while (s->at < s->count && peek(s, 0) != '\n')
                s->at++;
        } else if (is_quote(c)) {
            size_t at = s->at;

            skip_string(s, false);
            add(s, TOKEN_OPERAND, at);
        } else if (is_name(c) || (c == '.' && peek(s, 1) >= '0' && peek(s, 1) <= '9')) {
            if (c == '.')
                s->at++;
            scan_word(s);
        } else if (is_one_of(c, "([{)]}")) {
            scan_bracket(s, is_one_of(c, "([{"));
        } else {
            scan_operator(s);
        }
    }
    s->broken = s->broken || s->open.count > 0;
}

static bool says(const struct scanner *s, const struct token *token, const char *words)
{
    size_t length = token->end - token->at;

    for (const char *at = words; *at != '\0';) {
        size_t size = strcspn(at, " "), same = 0;

        while (size == length && same < size &&
               s->text[token->at + same] == (unsigned char)at[same])
            same++;
        if (size == length && same == size)
            return true;
        at += size + (at[size] == ' ');
    }
    return false;
}

/* How closely it binds; 0: it is no binary operator. */
static int precedence(const struct scanner *s, const struct token *token)
{
    static const char *const levels[] = {"|", "^", "&", "<< >>", "+ -", "* / // % @", "**"};

    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        if (says(s, token, levels[i]))
            return (int)i + 1;
    return 0;
}

enum { POWER = 7 };

/* Where the operand that the rest from that token on is begins to a parser: within parentheses that
 * are only around it. */
static size_t begin_of(const struct scanner *s, size_t index)
{
    size_t last = s->tokens.count - 1;

    while (s->tokens.data[index].kind == TOKEN_OPEN && s->tokens.data[index].other == last &&
           s->text[s->tokens.data[index].at] == '(' && last > index + 1) {
        size_t depth = s->tokens.data[index].depth + 1;

        for (size_t i = index + 1; i < last; i++)
            if (s->tokens.data[i].depth == depth && says(s, &s->tokens.data[i], ", for async"))
                return s->tokens.data[index].at;
        index++;
        last--;
    }
    return s->tokens.data[index].at;
}

static struct anchors of_operator(const struct scanner *s, size_t index)
{
    size_t at = s->tokens.data[index].at;
    uint32_t next = at + 1 < s->count ? s->text[at + 1] : ' ';
    bool two = index + 1 < s->tokens.count && at + 1 < begin_of(s, index + 1) &&
               !is_one_of(next, " \t\f\r\n\\#");

    return (struct anchors){ANCHORS_OF_OPERATOR, at, at + 1 + two, false};
}

static struct anchors of_brackets(const struct scanner *s)
{
    size_t last = s->tokens.count - 1;
    const struct token *close = &s->tokens.data[last];
    const struct token *open = &s->tokens.data[close->other];
    bool call = s->text[open->at] == '(';

    if (close->kind != TOKEN_CLOSE || close->other == 0 || s->text[open->at] == '{')
        return (struct anchors){0};
    return (struct anchors){call ? ANCHORS_OF_CALL : ANCHORS_OF_SUBSCRIPT, open->at, close->end,
                            close->other == 1 && s->tokens.data[0].kind == TOKEN_NAME};
}

static struct anchors find(const struct scanner *s)
{
    static const char keywords[] =
        "and as assert async break class continue def del elif else except finally for from global "
        "if import in is lambda nonlocal not or pass raise return try while with yield";
    size_t found = 0;
    int level = 0;
    bool operand = true, prefixed = false;

    for (size_t i = 0; i < s->tokens.count; i++) {
        const struct token *token = &s->tokens.data[i];
        int binds = precedence(s, token);

        if (token->depth > 0)
            continue;
        if (token->kind == TOKEN_NAME && says(s, token, keywords))
            return (struct anchors){0};
        if (operand && (says(s, token, "+ - ~ await"))) {
            prefixed |= i == 0;
            continue;
        }
        if (token->kind != TOKEN_OPERATOR) {
            operand = false;
            continue;
        }
        if (says(s, token, "."))
            continue;
        if (operand || binds == 0)
            return (struct anchors){0};
        /* a - b - c is (a - b) - c, and a ** b ** c is a ** (b ** c). */
        if (level == 0 || binds < level || (binds == level && binds != POWER)) {
            level = binds;
            found = i;
        }
        operand = true;
    }
    if (level != 0 && (level != POWER || !prefixed || says(s, &s->tokens.data[0], "await")))
        return of_operator(s, found);
    return level == 0 && !prefixed ? of_brackets(s) : (struct anchors){0};
}

struct anchors anchors_find(const uint32_t *text, size_t count)
{
    struct scanner s = {.text = text, .count = count};
    struct anchors ret = {0};

    if (count > CHARACTERS_MAX)
        return ret;
    scan(&s);
    if (!s.broken && s.tokens.count > 0)
        ret = find(&s);
    array_deinit(&s.tokens);
    array_deinit(&s.open);
    return ret;
}
