#define _GNU_SOURCE
#include "CHostShims.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

// What the terminal was like; only read while kept_descriptor is not -1.
static struct termios kept;
static volatile sig_atomic_t kept_descriptor = -1;

// Signals by which a program dies of a mistake of its own, or is made to.
static const int deadly[] = {SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV};
enum { DEADLY = sizeof deadly / sizeof *deadly };
static struct sigaction earlier[DEADLY];

// Who sets a terminal from the background is stopped.
static int is_in_front(int descriptor) { return tcgetpgrp(descriptor) == getpgrp(); }

void ingot_keys_end(void) {
    int descriptor = kept_descriptor;
    if (descriptor < 0) return;
    kept_descriptor = -1;
    int saved = errno;
    if (is_in_front(descriptor)) tcsetattr(descriptor, TCSANOW, &kept);
    errno = saved;
}

static void give_back_and_die(int signal) {
    ingot_keys_end();
    for (int i = 0; i < DEADLY; i++) {
        if (deadly[i] == signal) sigaction(signal, &earlier[i], NULL);
    }
    // Delivered once this handler has returned, to whom it would have gone.
    raise(signal);
}

static void prepare_for_death(void) {
    static int is_prepared = 0;
    if (is_prepared) return;
    is_prepared = 1;
    struct sigaction action = {.sa_handler = give_back_and_die, .sa_flags = SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < DEADLY; i++) sigaction(deadly[i], &action, &earlier[i]);
    atexit(ingot_keys_end);
}

int ingot_keys_begin(int descriptor) {
    if (!is_in_front(descriptor)) return 0;
    struct termios now;
    if (tcgetattr(descriptor, &now) < 0) return -errno;
    // Somebody may have set it anew while we were stopped.
    if (kept_descriptor >= 0 && !(now.c_lflag & ICANON)) return 1;
    prepare_for_death();
    kept = now;
    kept_descriptor = descriptor;
    now.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    now.c_cc[VMIN] = 0;
    now.c_cc[VTIME] = 0;
    if (tcsetattr(descriptor, TCSANOW, &now) < 0) {
        kept_descriptor = -1;
        return -errno;
    }
    return 1;
}
