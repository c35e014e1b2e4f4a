"""A QEMU machine without a display whose screen, serial port and keyboard we use."""
import json
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time

import picture

FIRMWARE = "/usr/share/OVMF/OVMF_CODE_4M.fd"
# QEMU paints its own words on a display that the guest has not set up.
NOT_READY = (640, 480)


class Machine:
    """Runs as long as the `with` block."""

    def __init__(self, *arguments, memory=256, uefi=False):
        self.folder = tempfile.mkdtemp(prefix="ingot-screen.")
        firmware = f"if=pflash,unit=0,format=raw,readonly=on,file={FIRMWARE}"
        self.process = subprocess.Popen(
            ["nice", "-n", "5", "qemu-system-x86_64", "-accel", "tcg", "-display", "none", "-net", "none",
             "-m", str(memory), "-qmp", f"unix:{self.folder}/monitor,server=on,wait=off",
             "-serial", f"unix:{self.folder}/serial,server=on,wait=off"]
            + (["-drive", firmware] if uefi else []) + list(arguments))
        self.uefi = uefi
        self.said = b""
        self.last_word = time.time()

    def __enter__(self):
        self.monitor = self._connect("monitor").makefile("rw")
        self.monitor.readline()
        self.command("qmp_capabilities")
        self.serial = self._connect("serial")
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder)

    def _connect(self, name):
        for _ in range(400):
            try:
                connection = socket.socket(socket.AF_UNIX)
                connection.connect(f"{self.folder}/{name}")
                return connection
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"QEMU does not open its {name}")

    def _listen(self):
        while True:
            try:
                piece = self.serial.recv(65536)
            except OSError:
                return
            if not piece:
                return
            self.said += piece
            self.last_word = time.time()

    def command(self, name, **arguments):
        self.monitor.write(json.dumps({"execute": name, "arguments": arguments}) + "\n")
        self.monitor.flush()
        while True:
            answer = json.loads(self.monitor.readline())
            if "return" in answer:
                return answer["return"]
            if "error" in answer:
                raise RuntimeError(answer["error"]["desc"])

    def send(self, line):
        self.serial.sendall(line)

    def await_words(self, words, limit=600):
        """Waits for words on the serial port, and takes what was said up to them."""
        end = time.time() + limit
        while words not in self.said:
            if time.time() > end:
                raise RuntimeError(f"the guest did not say {words!r}")
            time.sleep(0.1)
        before, _, self.said = self.said.partition(words)
        return before

    def await_terminal(self, words, limit=600):
        """Waits for words on the serial port, and leaves them there."""
        self.said = self.await_words(words, limit) + words + self.said

    def press(self, *keys):
        """Keys by their QEMU names; two with a hyphen between them are pressed together."""
        for key in keys:
            self.command("send-key", keys=[{"type": "qcode", "data": part} for part in key.split("-")])
            time.sleep(0.2)

    def type(self, text):
        names = {" ": "spc", "/": "slash", ".": "dot", "\n": "ret", "-": "minus"}
        self.press(*[names.get(letter, letter) for letter in text])

    def screen(self):
        path = os.path.join(self.folder, "screen.ppm")
        self.command("screendump", filename=path)
        return picture.read_ppm(path)

    def memory(self, address, size):
        path = os.path.join(self.folder, "memory")
        self.command("pmemsave", val=address, size=size, filename=path)
        with open(path, "rb") as file:
            return file.read()

    def still_screen(self, seconds, limit=60):
        """The screen, when nothing has changed on it and on the serial port for so long, or at the limit."""
        end = time.time() + limit
        last, since = None, time.time()
        while time.time() < end:
            now = self.screen()
            is_ready = not now.is_blank and not (self.uefi and (now.width, now.height) == NOT_READY)
            if not is_ready or now != last:
                last, since = now, time.time()
            elif min(time.time() - since, time.time() - self.last_word) > seconds:
                return now
            time.sleep(0.5)
        return now
