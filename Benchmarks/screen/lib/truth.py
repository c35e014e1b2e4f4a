"""What a screen shows, told by the guest itself."""
import base64
import re
import struct


def of_console(said):
    """From a size and /dev/vcsu1 in base64: Linux's own memory of the characters on its console."""
    lines = [line.strip() for line in said.decode("latin1").replace("\r", "").split("\n") if line.strip()]
    # A prompt may stand before the size.
    size = next((i for i, line in enumerate(lines) if re.search(r"(^|# )\d+ \d+$", line)), None)
    if size is None:
        raise RuntimeError(f"the guest tells no size, but {said[:200]!r}")
    rows, columns = map(int, lines[size].split()[-2:])
    data = base64.b64decode("".join(lines[size + 1:]))
    letters = [chr(code) for code in struct.unpack(f"<{len(data) // 4}I", data)]
    return text(letters[row * columns:(row + 1) * columns] for row in range(rows))


def of_text_memory(memory, columns=80, rows=25):
    """From the memory of a PC's text mode."""
    letters = memory[:columns * rows * 2:2].decode("cp437").replace("\0", " ")
    return text(letters[row * columns:(row + 1) * columns] for row in range(rows))


def of_terminal(said, columns, rows, encoding="utf-8"):
    """From what was sent to a serial terminal that shows the same as the screen."""
    terminal = Terminal(columns, rows)
    for match in re.finditer(r"\x1b\[[=?]?([0-9;]*)([A-Za-z])|\x1b[()].|[^\x1b]", said.decode(encoding, "replace")):
        if match.group(2):
            numbers = [int(number) if number else 0 for number in match.group(1).split(";")]
            terminal.control(match.group(2), numbers)
        elif len(match.group(0)) == 1:
            terminal.put(match.group(0))
    return text(terminal.cells)


def text(rows):
    return "\n".join("".join(row).rstrip() for row in rows).rstrip() + "\n"


class Terminal:
    """As much of a VT100 as boot loaders and firmware use."""

    def __init__(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.cells = [[" "] * columns for _ in range(rows)]
        self.x = self.y = 0

    def put(self, letter):
        if letter == "\r":
            self.x = 0
        elif letter == "\n":
            self.feed()
        elif letter == "\b":
            self.x = max(0, self.x - 1)
        elif letter >= " ":
            if self.x >= self.columns:
                self.x = 0
                self.feed()
            self.cells[self.y][self.x] = letter
            self.x += 1

    def feed(self):
        self.y += 1
        if self.y >= self.rows:
            self.cells = self.cells[1:] + [[" "] * self.columns]
            self.y = self.rows - 1

    def control(self, name, numbers):
        if name == "H":
            row, column = (numbers + [0, 0])[:2]
            self.y, self.x = min(self.rows, max(1, row)) - 1, max(1, column) - 1
        elif name == "J" and numbers[0] == 2:
            self.cells = [[" "] * self.columns for _ in range(self.rows)]
        elif name in "JK":
            for column in range(self.x, self.columns):
                self.cells[self.y][column] = " "
            for row in range(self.y + 1, self.rows if name == "J" else 0):
                self.cells[row] = [" "] * self.columns
        elif name in "ABCD":
            count = max(1, numbers[0])
            self.x = max(0, self.x + {"C": count, "D": -count}.get(name, 0))
            self.y = min(self.rows - 1, max(0, self.y + {"B": count, "A": -count}.get(name, 0)))
