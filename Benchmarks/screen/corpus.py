"""Boots guests and keeps their screens: NAME.png, and NAME.txt with what the screen shows.

Usage: corpus.py MEDIA FOLDER [NAME...]
MEDIA is what `run` has prepared; a NAME is a job, of which one machine makes some screens (default: all).
"""
import os
import re
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))

import truth  # noqa: E402
from machine import Machine  # noqa: E402

INSTALLER = "/usr/lib/debian-installer/images/12/amd64/text/debian-installer/amd64"
GRAPHICAL = "/usr/lib/debian-installer/images/12/amd64/gtk/debian-installer/amd64"
# What UEFI's console and its terminal on the serial port agree on.
UEFI_SIZE = (100, 31)


class Corpus:
    def __init__(self, media, folder):
        self.media, self.folder = media, folder

    def medium(self, name):
        return os.path.join(self.media, name)

    def keep(self, name, picture, text):
        with open(os.path.join(self.folder, name + ".png"), "wb") as file:
            file.write(picture.png())
        with open(os.path.join(self.folder, name + ".txt"), "w", encoding="utf-8") as file:
            file.write(text)
        print(name, flush=True)

    # Linux's framebuffer console: the truth is the kernel's own memory of its characters.

    def linux(self, name, pages, *arguments, options="", uefi=False):
        arguments += ("-kernel", self.medium("linux"), "-initrd", self.medium("initrd.gz"),
                      "-append", f"console=tty0 loglevel=7 {options}")
        with Machine(*arguments, memory=512, uefi=uefi) as machine:
            machine.await_words(b"READY")
            time.sleep(1)
            for page, command in pages:
                machine.send(f"({command}) >/dev/tty1 </dev/tty1 2>&1; echo DO''NE\n".encode())
                machine.await_words(b"DONE")
                time.sleep(1)
                screen = machine.screen()
                machine.send(b"truth\n")
                self.keep(f"{name}-{page}", screen, truth.of_console(machine.await_words(b"END-OF-TRUTH")))

    def fonts(self, name, fonts, *arguments, options):
        pages = [(font.lower(), f"setfont /fonts/{font}.psf; {page}") for font, page in fonts]
        self.linux(name, pages, *arguments, options=options)

    # GRUB's graphics terminal: the truth is its terminal on the serial port, of the same size.

    def grub(self, name, medium, columns, rows, uefi=False, shell=False, edit=True):
        with Machine("-cdrom", self.medium(medium), uefi=uefi) as machine:
            def keep(page):
                screen = machine.still_screen(4)
                self.keep(f"{name}-{page}", screen, truth.of_terminal(machine.said, columns, rows))
            machine.still_screen(4)
            machine.press("down", "down")
            keep("menu")
            if shell:
                machine.press("c")
                machine.type("cat /page.txt\n")
                keep("shell")
                machine.press("esc")
                machine.still_screen(4)
            if edit:
                machine.press("e")
                keep("edit")

    def vesamenu(self):
        """Nobody tells what this menu shows but its configuration: the text is written here."""
        with Machine("-cdrom", self.medium("vesamenu.iso")) as machine:
            machine.still_screen(4)
            machine.press("down", "down")
            lines = {1: " Debian GNU/Linux installer menu (BIOS mode)", 3: "Install",
                     4: "Advanced options".ljust(45) + ">",
                     5: "Accessible dark contrast installer menu".ljust(45) + ">",
                     6: "Help", 7: "Install with speech synthesis"}
            text = "\n".join(lines.get(row, "") for row in range(8)) + "\n"
            self.keep("vesamenu", machine.still_screen(4), text)

    # UEFI: the truth is its terminal on the serial port.

    def uefi(self):
        with Machine(uefi=True) as machine:
            def keep(page, size=UEFI_SIZE):
                screen = machine.still_screen(8)
                text = truth.of_terminal(machine.said, *size, "cp437")
                # Arrows are not in the terminal's character set.
                text = re.sub("(?m)^( *)> ", r"\1► ", text.replace("^v=", "↑↓="))
                self.keep(f"uefi-{page}", screen, text)
            machine.await_terminal(b"Shell>")
            machine.type("\nhelp\n")
            keep("shell")
            machine.type("exit\n")
            keep("setup", (80, 25))
            machine.press("down", "ret")
            keep("devices", (80, 25))

    def systemd_boot(self):
        drive = f"format=raw,file=fat:rw:{self.medium('systemd-boot')}"
        with Machine("-drive", drive, uefi=True) as machine:
            machine.await_terminal(b"Rescue")
            machine.press("down")
            screen = machine.still_screen(8)
            # It takes the largest mode there is.
            self.keep("systemd-boot", screen, truth.of_terminal(machine.said, 160, 42, "cp437"))

    def uefi_network(self):
        """Firmware that starts from the network, where nobody has anything to start."""
        network = ("-netdev", "user,id=net", "-device", "virtio-net-pci,netdev=net,bootindex=0")
        with Machine(*network, uefi=True) as machine:
            machine.await_terminal(b"PXE over IPv4")
            machine.await_terminal(b"PXE-E")
            screen = machine.still_screen(3)
            self.keep("uefi-network", screen, truth.of_terminal(machine.said, *UEFI_SIZE, "cp437"))

    # Text modes: the truth is their memory. They are read as pictures here, which the product need not do.

    def text_mode(self, name, *arguments):
        with Machine(*arguments) as machine:
            screen = machine.still_screen(4)
            self.keep(name, screen, truth.of_text_memory(machine.memory(0xB8000, 4000)))

    def ipxe(self):
        """The network boot of QEMU's cards, and iPXE's command line from a CD."""
        self.text_mode("ipxe-network", "-netdev", "user,id=net", "-device", "e1000,netdev=net,bootindex=0")
        with Machine("-cdrom", "/usr/lib/ipxe/ipxe.iso") as machine:
            def keep(page):
                screen = machine.still_screen(3)
                self.keep(f"ipxe-{page}", screen, truth.of_text_memory(machine.memory(0xB8000, 4000)))
            for _ in range(60):
                machine.press("ctrl-b")
                if "iPXE>" in truth.of_text_memory(machine.memory(0xB8000, 4000)):
                    break
                time.sleep(0.5)
            machine.type("help\n")
            keep("help")
            machine.type("config\n")
            keep("config")

    def graphical(self):
        """Debian's installer in windows. Nobody tells what it shows: the text beside the pictures is by hand."""
        arguments = ("-kernel", f"{GRAPHICAL}/linux", "-initrd", f"{GRAPHICAL}/initrd.gz",
                     "-append", "vga=788 priority=low ---")
        with Machine(*arguments, memory=1024) as machine:
            end = time.time() + 900
            while time.time() < end and machine.screen().colours < 256:
                time.sleep(3)
            for page in ("menu", "language", "location", "locale"):
                self.keep(f"debian-gtk-{page}", machine.still_screen(6), "")
                machine.press("ret")
                # The page is empty while the next part is loaded.
                time.sleep(20)

    def installer(self, name, mode):
        """Debian's installer, whose overlay tells what its console shows whenever it is sent a byte."""
        arguments = ("-kernel", f"{INSTALLER}/linux", "-initrd", self.medium("installer.gz"),
                     "-append", f"vga={mode} priority=low ---")
        with Machine(*arguments, memory=1024) as machine:
            machine.await_words(b"READY")
            for number in range(3):
                screen = machine.still_screen(8)
                machine.said = b""
                machine.send(b"x")
                self.keep(f"{name}-{number + 1}", screen, truth.of_console(machine.await_words(b"END-OF-TRUTH")))
                machine.press("ret")
                time.sleep(3)


def jobs(corpus):
    three = [("log", "log 100 30"), ("letters", "letters"), ("frames", "frames"), ("dialog", "dialog")]
    std, big = ("-vga", "std"), ("-vga", "none", "-device", "VGA,vgamem_mb=64")
    return {
        "vesafb640": lambda: corpus.linux("vesafb-640x480", [("log", "log 79 26")] + three[1:], *std, options="vga=0x312"),
        "vesafb800": lambda: corpus.linux("vesafb-800x600", three[:3], *std, options="vga=0x315"),
        "bochs": lambda: corpus.linux("bochs-1024x768", three, *std, options="drivers=bochs video=1024x768"),
        "efifb": lambda: corpus.linux("efifb-1280x800", [("log", "log 150 46")] + three[1:], *std, uefi=True),
        "virtio": lambda: corpus.linux("virtio-1280x800", three[:2], "-vga", "none", "-device", "virtio-vga",
                                       options="drivers=virtio_pci,virtio-gpu"),
        "large": lambda: corpus.linux("bochs-2560x1600", three[:2], *big, options="drivers=bochs video=2560x1600"),
        "fonts1": lambda: corpus.fonts(
            "font", [("Lat15-Fixed16", "letters"), ("Lat15-TerminusBold16", "letters"), ("Lat15-Terminus16", "dialog"),
                     ("Uni2-Terminus24x12", "letters"), ("Lat15-Terminus32x16", "letters"), ("Lat15-VGA8", "letters plain")],
            *std, options="drivers=bochs video=1280x800"),
        "fonts2": lambda: corpus.fonts(
            "font", [("Lat15-VGA16", "letters"), ("Lat2-Fixed14", "letters plain"), ("Lat15-Fixed13", "dialog"),
                     ("Lat15-Terminus14", "letters"), ("Lat15-Fixed18", "letters"), ("Lat15-VGA28x16", "letters"),
                     ("Lat15-TerminusBold28x14", "letters"), ("Uni2-TerminusBold20x10", "letters"),
                     ("CyrSlav-Fixed16", "letters plain; printf '\\nЖили были дед и баба'")],
            *std, options="drivers=bochs video=1024x768"),
        "grub1024": lambda: corpus.grub("grub-1024x768", "grub-1024x768.iso", 125, 46, shell=True),
        "grub800": lambda: corpus.grub("grub-efi-800x600", "grub-800x600.iso", 97, 36, uefi=True),
        "grubpicture": lambda: corpus.grub("grub-picture", "grub-picture.iso", 97, 36, edit=False),
        "vesamenu": corpus.vesamenu,
        "uefi": corpus.uefi,
        "systemd-boot": corpus.systemd_boot,
        "seabios": lambda: corpus.text_mode("seabios", "-boot", "menu=off"),
        "memtest": lambda: corpus.text_mode("memtest", "-kernel", "/boot/memtest86+x64.bin"),
        "isolinux": lambda: corpus.text_mode("isolinux", "-cdrom", corpus.medium("isolinux.iso")),
        "ipxe": corpus.ipxe,
        "uefi-network": corpus.uefi_network,
        "graphical": corpus.graphical,
        "installer": lambda: corpus.installer("installer", 788),
    }


def main():
    media, folder, *names = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    everything = jobs(Corpus(media, folder))
    failed = []
    for name in names or everything:
        try:
            everything[name]()
        except (RuntimeError, StopIteration, OSError) as error:
            print(f"{name}: {error}", file=sys.stderr, flush=True)
            failed.append(name)
    sys.exit(1 if failed else 0)


main()
