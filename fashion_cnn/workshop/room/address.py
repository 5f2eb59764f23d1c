"""Where a room is: this laptop's address in its network, a code to join, a secret to look."""

import contextlib
import ipaddress
import secrets
import socket

from fashion_cnn.base.errors import UsageError

LOOPBACK, PORT = "127.0.0.1", 8765
# Ports that a new room tries, from PORT on.
TRIES = 20
BACKLOG = 300  # a whole class that joins at once
# Without letters that look like digits.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 6
# An address in each kind of private network; nothing is sent there.
PROBES = ("10.255.255.254", "192.168.255.254", "192.168.137.2", "172.31.255.254")


def new_code():
    """Six letters to write on the board."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def new_secret():
    """What is in the instructor's address: long enough that nobody guesses it."""
    return secrets.token_urlsafe(16)


def lan_addresses():
    """This laptop's addresses in local networks, the most likely one first."""
    found = [address for probe in PROBES for address in route_to(probe)]
    with contextlib.suppress(OSError):
        found += socket.gethostbyname_ex(socket.gethostname())[2]
    return [each for each in dict.fromkeys(found) if is_of_a_lan(each)]


def route_to(probe):
    """The address from which this laptop would send to another one; none without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect((probe, 1))  # of a datagram socket: nothing is sent
            return [asking.getsockname()[0]]
        except OSError:
            return []


def is_of_a_lan(address):
    parsed = ipaddress.ip_address(address)
    return not (parsed.is_loopback or parsed.is_link_local or parsed.is_unspecified)


def chosen_host(lan):
    """The address to listen at: `lan` is None for this laptop alone, "" for the LAN, or named."""
    if lan is None:
        return LOOPBACK
    if lan:
        return checked(lan)
    found = lan_addresses()
    if not found:
        raise UsageError(
            "This laptop is in no network. Turn on its hotspot or join a Wi-Fi, then try again."
        )
    return found[0]


def checked(named):
    """An address as it was named; UsageError for what is none."""
    try:
        return str(ipaddress.IPv4Address(named))
    except ValueError:
        raise UsageError(
            "After --lan comes nothing, or an address of this laptop such as 192.168.0.5, "
            "not {named!r}.",
            named=named,
        ) from None


def listen(host, ports):
    """A socket that listens at the first port that is free, or UsageError."""
    for port in ports:
        made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            # Windows would share the port with a room that is running.
            if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
                made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            else:
                made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind((host, port))
            made.listen(BACKLOG)
            return made
        except (OSError, OverflowError) as caught:
            made.close()
            error = caught
    raise UsageError(
        "No room can be opened at {host}, port {port}: {reason}\n"
        "Is it open in another window? Else name another port with --port.",
        host=host,
        port=ports[0],
        reason=getattr(error, "strerror", None) or error,
    )


def qr_rows(text):
    """A QR code as rows of 0 and 1."""
    import segno  # only the room has it

    return [list(row) for row in segno.make(text, error="m", micro=False).matrix]
