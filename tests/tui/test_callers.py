# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a function: where its selection goes, and what stands in its title."""
import pytest

from screen import Screen

LONG = "a_function_of_" + "many_words_" * 27
SHOP = """
def %(name)s():
    text = "".join(chr(97 + i %% 26) for i in range(2000))
    while True:
        pow(3, 300000)


def between():
    %(name)s()


print("ready", flush=True)
between()
""" % {"name": LONG}


@pytest.fixture
def screen(start):
    screen = Screen(100, 40, ["-nx", start(SHOP).pid, "top"], TERM="linux")
    yield screen.wait("%OWN.*FUNCTION").wait(r"^ *100\.0 +100\.0 .*a_function")
    screen.close()


def selected(screen):
    """The line with the selection's background."""
    lines = screen.text().splitlines()
    found = [lines[y] for y in range(4, 39) if screen.screen.buffer[y][99].bg != "default"]
    return [line for line in found if line.strip() and "CALL" not in line]


def test_the_selection_goes_only_where_enter_leads(screen):
    screen.press("Enter").wait("CALLED BY").press("p").wait("Paused")
    screen.until(lambda: "between" in "".join(selected(screen)), what="the caller")
    # Over "nothing was seen" and a heading, to the stack; and back.
    screen.press("Down").until(lambda: "thread 1" in "".join(selected(screen)), what="the stack")
    screen.press("Down", "End", "Up").until(lambda: "between" in "".join(selected(screen)), what="the caller")
    screen.press("Home", "PgUp").until(lambda: "between" in "".join(selected(screen)), what="the caller")
    assert "CALLED BY" in screen.text()
    # The source is that of the function that the page is about.
    screen.press("l").wait(r"%TOT +a_function_of.*:2\)")
    screen.press("Escape", "Enter").wait("^between  own").press("Enter").wait("^<module>  own")


def test_a_long_name_leaves_room_for_the_rest(screen):
    screen.press("Enter")
    screen.wait(r"^a_function_of\S*…\S*  own (100|99)\.\d%, total (100|99)\.\d% since the start  \S*target0\.py:2$")


def test_a_long_string_is_read_in_lines(screen):
    screen.press("s").wait("#1 +between").press("Down", "Enter").wait("^LOCALS").wait("text = 'abc")
    screen.press("Enter").wait(r"^ +str$").wait(r"^ +'abcdefghijklmnopqrstuvwxyzabcdefghijklmn\w+$")
    screen.press("End")
    # To its very end.
    last = "".join(chr(97 + i % 26) for i in range(2000))[-20:]
    screen.until(lambda: last + "'" in screen.text().replace("\n", "").replace(" ", ""), what="its end")


ALIKE = """
def main():
    members = {("a", 1), ("b", 2), ("c", 3)}
    paths = {"/usr/share/some/long/path/é/to/a/folder/%s" % name: [name] for name in ("one", "two")}
    print("ready", flush=True)
    while True:
        pow(3, 300000)


main()
"""


@pytest.fixture
def locals_of_alike(start):
    screen = Screen(120, 40, ["-nx", start(ALIKE).pid, "top", "-d", "0.3"], TERM="linux")
    screen.wait(r"^ *100\.0 +100\.0 .*main")
    yield screen.press("s").wait("#0 +main").press("Down", "Enter").wait("^LOCALS").wait("paths = ")
    screen.close()


def opened(screen):
    return [line.strip() for line in screen.text().splitlines() if " ▾ " in line]


def test_members_that_are_called_alike_are_told_apart(locals_of_alike):
    """The elements of a set have no names, and keys that are long are cut."""
    screen = locals_of_alike
    screen.press("Enter").wait(r"^ +▸ \{\} = ").press("Down", "Down", "Enter")
    # The second one, and only that one, also when all has been read anew.
    screen.until(lambda: len(opened(screen)) == 2, what="the second element")
    second = opened(screen)[1]
    for _ in range(3):
        updates = screen.text().splitlines()[2]
        screen.until(lambda: screen.text().splitlines()[2] != updates, what="another update")
        assert opened(screen)[1:] == [second] and second in "".join(selected(screen))
    screen.press("Down", "Down", "Down", "Down", "Enter").wait(r"^ +▸ \['/usr/share/some/long/path/é/to/a/folder\.\.\.\] = ")
    screen.press("Down", "Down", "Enter").wait(r"^ +▾ \['/usr.*\] = \['two'\]")
    screen.wait(r"^ +▸ \['/usr.*\] = \['one'\]")


TASKS = """
import asyncio, time
async def works(seconds):
    while True:
        end = time.time() + seconds
        while time.time() < end: pass
        await asyncio.sleep(0 if seconds else 1000)
async def main():
    kept = asyncio.get_event_loop().create_task(works(0))
    await works(0.01)
loop = asyncio.new_event_loop()
print("ready", flush=True)
loop.run_until_complete(main())
"""


def test_the_callers_of_a_coroutine_are_those_of_its_function(start):
    """Also from a task that waits in it, and has never been on a stack."""
    screen = Screen(120, 40, ["-nx", start(TASKS).pid, "top"], TERM="linux")
    screen.wait(r"^ *\d+\.\d +100\.0 .* works ").press("t").wait(r"Task-2 +waiting").press("Down")
    if "Task-2" not in "".join(selected(screen)):
        screen.press("Down")
    screen.press("Enter").wait("^Task Task-2").wait(r"^  1 (\? )?works").press("Down", "Enter").wait(r"%TOT +works \(")
    screen.press("c").wait("^works  own").wait("^ +100.0 +100.0 +main ")
    screen.close()
