"""How a learner joins a room and leaves it: what `join`, `leave` and `start --room` do."""

import sys
from dataclasses import replace

import fashion_cnn
from fashion_cnn.base.errors import KitError, UsageError, printable
from fashion_cnn.base.language import tr
from fashion_cnn.base.words import Words
from fashion_cnn.workshop.learner import show
from fashion_cnn.workshop.room import client, membership, wire
from fashion_cnn.workshop.room.events import PROTOCOL
from fashion_cnn.workshop.room.membership import Membership
from fashion_cnn.workshop.room.outbox import Outbox

# How often somebody may type the code, and what they may answer for yes.
TRIES = 3
YES = {"y", "yes", "예", "네", "응"}
# Seconds that leaving waits for a room.
GOODBYE = 2


def join(here, address, name=None, code=None, share=None):
    """Join the room at an address in the name of a Session's learner.

    What is None is asked, if somebody is there to answer. A learner who is in this room already
    stays the same one, also if its address has changed.
    """
    place, folder = wire.place_of(address), here.workspace.folder
    before = membership.read(folder)
    if before and is_known(replace(before, address=place)):
        share = before.share if share is None else share
        mine = replace(before, address=place, share=share, paused=False)
    else:
        mine = new_membership(here, place, name, code, share)
        Outbox(folder).delete()  # it was meant for another room
    membership.write(folder, mine)
    client.send_what_is_left(folder)
    tell_membership(here, mine)
    if before and before.learner != mine.learner:
        said_goodbye(before)


def is_known(mine):
    """Whether the room at the address knows the learner: it takes events, even none."""
    try:
        status, answer = client.post(mine, [])
    except wire.Unreachable:
        return False
    return status == 200 and "stored" in answer


def new_membership(here, place, name, code, share):
    """The Membership of a learner whom the room has just let in."""
    title = introduce(here, place)
    name = name or ask(tr("Your name, or one that you make up:"))
    found = admitted(here, place, name, code)
    if share is None:
        share = is_somebody_there() and asked_to_share()
    return Membership(
        address=place,
        learner=found["learner"],
        key=found["key"],
        name=printable(found["name"], 60),
        title=title,
        share=share,
    )


def introduce(here, place):
    """Print what the room is and what it keeps; returns its title."""
    status, about = question(place, "/about")
    if status != 200 or not about:
        raise no_room(place)
    title = about.get("title")
    title = printable(title, 100) if isinstance(title, str) else ""
    if title:
        here.out.print(tr("The room: {title}", title=title))
    here.out.print(paragraph(about, here.say.language))
    here.out.print()
    return title


def paragraph(about, language):
    """What the room says about what it keeps, else what every room keeps."""
    said = about.get("paragraph")
    said = said.get(language) if isinstance(said, dict) else said
    if isinstance(said, str) and said.strip():
        return printable(said, 2000)
    return Words(language).sentence("room", "privacy")


def admitted(here, place, name, code):
    """Show the code to the room; returns its answer. A mistyped code can be typed again."""
    for attempt in range(TRIES):
        code = code or ask(tr("The code of the room, six letters:"))
        body = {
            "protocol": PROTOCOL,
            "code": "".join(filter(str.isalnum, code)).upper(),
            "name": name[:200],
            "language": here.language,
            "kit": fashion_cnn.__version__,
        }
        status, answer = question(place, "/join", body)
        if status == 200 and all(isinstance(answer.get(key), str) for key in WANTED):
            return answer
        refused = refusal(place, answer)
        last = attempt == TRIES - 1 or not is_somebody_there()
        if answer.get("error") != "code" or last:
            raise refused
        here.out.print(str(refused))
        code = None
    raise AssertionError("the last attempt returns or raises")


WANTED = "learner", "key", "name"


def refusal(place, answer):
    """The error for an answer of a room that does not let the learner in."""
    match answer.get("error"):
        case "code":
            return UsageError("This is not the room's code. Compare it with the board.")
        case "name":
            return UsageError("The room cannot show this name. Choose another one.")
        case "full":
            return KitError("The room is full. Tell the instructor.")
        case "rate":
            return KitError("Too many people are joining at the moment. Try again in a minute.")
        case "protocol":
            newest = answer.get("newest")
            if isinstance(newest, int) and newest < PROTOCOL:
                return KitError(
                    "The room runs an older version of the kit than yours. Tell the instructor. "
                    "Your checks work without the room."
                )
            return KitError(
                "The room needs a newer version of the kit than yours. Ask the instructor for it. "
                "Your checks work without the room."
            )
    return no_room(place)


def no_room(place):
    return KitError(
        "What answers at {address} is not a room. Compare the address with the board. "
        "In a network that asks you to log in, do that first.",
        address=place,
    )


def question(place, path, body=None):
    try:
        return wire.ask(place, path, body)
    except wire.Unreachable:
        raise KitError(
            "Nothing answers at {address}. Compare the address with the board. Your computer must "
            "be in the same network as the instructor's. Your checks work without the room.",
            address=place,
        ) from None


def tell_membership(here, mine):
    here.out.print(tr("You are in the room as {name}.", name=mine.name))
    if mine.share:
        here.out.print(tr("The code of your wrong answers is sent to it."))
    else:
        here.out.print(
            tr(
                "The code of your answers is not sent. To send that of one check:\n    {command}",
                command=f"{show.COMMAND} check --share",
            )
        )
    here.out.print(tr("To leave the room:\n    {command}", command=f"{show.COMMAND} leave"))


def leave(here):
    """Leave the room; from now on, nothing is sent."""
    folder = here.workspace.folder
    mine = membership.read(folder)
    membership.delete(folder)
    Outbox(folder).delete()
    if not mine:
        here.out.print(tr("You are not in a room."))
        return
    here.out.print(tr("You have left the room. Nothing is sent to it any more."))
    if not said_goodbye(mine):
        here.out.print(tr("The room could not be reached, so your name may still be on its page."))


def said_goodbye(mine):
    body = {"protocol": PROTOCOL, "learner": mine.learner, "key": mine.key}
    try:
        return wire.ask(mine.address, "/leave", body, GOODBYE)[0] in (200, 410)
    except wire.Unreachable:
        return False


# ---------------------------------------------------------------------------------------------
# The person at the keyboard
# ---------------------------------------------------------------------------------------------


def is_somebody_there():
    return bool(sys.stdin) and sys.stdin.isatty()


def ask(question):
    """What somebody types, not empty."""
    while is_somebody_there():
        try:
            typed = input(f"{question} ").strip()
        except EOFError:
            break
        if typed:
            return typed
    raise UsageError("The name and the code cannot be asked for here: give --name and --code.")


def asked_to_share():
    try:
        typed = input(
            tr(
                "Send the code of your wrong answers as well? The instructor may show one to "
                "everybody, without your name. [y/N]"
            )
            + " "
        )
    except EOFError:
        return False
    return typed.strip().lower() in YES
