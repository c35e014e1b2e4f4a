"""Pictures of screens: QEMU's PPM in, small PNG out."""
import struct
import zlib
from dataclasses import dataclass


@dataclass
class Picture:
    width: int
    height: int
    pixels: bytes

    @property
    def is_blank(self):
        return self.pixels == self.pixels[:3] * (self.width * self.height)

    @property
    def colours(self):
        return len({self.pixels[i:i + 3] for i in range(0, len(self.pixels), 3)})

    def png(self):
        """With a palette where 256 colours do."""
        pixels = [self.pixels[i:i + 3] for i in range(0, len(self.pixels), 3)]
        palette = sorted(set(pixels))
        if len(palette) > 256:
            return self._file(8, 2, b"", [self.pixels[y * self.width * 3:(y + 1) * self.width * 3]
                                          for y in range(self.height)])
        number = {colour: index for index, colour in enumerate(palette)}
        rows = [bytes(number[colour] for colour in pixels[y * self.width:(y + 1) * self.width])
                for y in range(self.height)]
        depth = 4 if len(palette) <= 16 and self.width % 2 == 0 else 8
        if depth == 4:
            rows = [bytes(high << 4 | low for high, low in zip(row[::2], row[1::2])) for row in rows]
        return self._file(depth, 3, _chunk(b"PLTE", b"".join(palette)), rows)

    def _file(self, depth, kind, palette, rows):
        header = struct.pack(">IIBBBBB", self.width, self.height, depth, kind, 0, 0, 0)
        data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
        return (b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + palette + _chunk(b"IDAT", data)
                + _chunk(b"IEND", b""))


def _chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def read_ppm(path):
    with open(path, "rb") as file:
        _, size, _, pixels = file.read().split(b"\n", 3)
    width, height = map(int, size.split())
    return Picture(width, height, pixels)
