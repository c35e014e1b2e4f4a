#pragma once
// What Swift cannot call by itself: fork, variadic functions, function-like macros and GNU extensions.
// No type of the system's is named here: it would be this module's, not Glibc's, for whoever imports this one first.
// Every function returns 0 or a count on success and -errno on failure, unless it says otherwise.

#include <stddef.h>
#include <stdint.h>

/// What a child process starts with. All arrays end with NULL and are prepared by the caller, since nothing may be
/// allocated between fork and execve.
struct ingot_spawn_request {
    const char *executable;
    char *const *arguments;
    char *const *environment;
    /// NULL keeps the caller's directory.
    const char *directory;
    /// Descriptors that become 0, 1, 2 and so on, in this order.
    const int *descriptors;
    int descriptor_count;
    /// 1: own session and process group.
    int new_session;
    /// Signal that the child gets when the spawning thread ends; 0 for none.
    int parent_death_signal;
};

/// The step of a spawn that failed.
enum ingot_spawn_stage { INGOT_SPAWN_FORK = 0, INGOT_SPAWN_DIRECTORY = 1, INGOT_SPAWN_EXEC = 2, INGOT_SPAWN_SETUP = 3 };

/// Starts a child; on success sets the process id and a descriptor (close-on-exec) that becomes readable at its exit.
int ingot_spawn(const struct ingot_spawn_request *request, int *process, int *process_descriptor, int *stage);
/// Reaps an ended child: 1 if it had ended, 0 if not yet. `signal` is 0 after an ordinary exit.
int ingot_reap(int process_descriptor, int *status, int *signal);

int ingot_epoll_create(void);
/// Arms (once) or re-arms a descriptor for reading (1), writing (2) or both (3); 0 takes it out.
int ingot_epoll_arm(int epoll, int descriptor, int interests);
/// Waits without limit; fills descriptors and what each is ready for, and returns how many.
int ingot_epoll_wait(int epoll, int *descriptors, int *readiness, int capacity);

/// Copies by sharing extents; fails where the file system cannot.
int ingot_clone_file(int source, int destination);
/// Copies a range inside the kernel; returns the bytes copied.
ptrdiff_t ingot_copy_range(int source, int64_t *source_offset, int destination, int64_t *destination_offset, size_t count);
/// Offset of the next data or hole at or after `offset`; -ENXIO behind the last data.
int64_t ingot_seek_data(int descriptor, int64_t offset);
int64_t ingot_seek_hole(int descriptor, int64_t offset);
/// Has the disk begin with what was written to a file so far, without waiting for it (sync_file_range(2)).
void ingot_begin_write_back(int descriptor);
/// Opens for reading a relative path that may not leave the directory, also not by symbolic links.
int ingot_open_beneath(int directory, const char *path);

/// Makes a pipe whose ends are close-on-exec.
int ingot_pipe(int *ends);
int ingot_random(void *buffer, size_t count);
void ingot_name_thread(const char *name);
/// Columns and rows of a terminal.
int ingot_terminal_size(int descriptor, int *columns, int *rows);
/// Has a terminal deliver keys as they are pressed and not show them; reading from it never waits. Ctrl-C and its like
/// keep their meaning. Its settings come back by ingot_keys_end, at exit, and if the program dies by a signal of its
/// own making. Returns 1, 0 if somebody else has the terminal now, or a negative errno.
int ingot_keys_begin(int descriptor);
/// Gives the terminal its settings back, if they are ours; safe in signal handlers.
void ingot_keys_end(void);
/// From here on, every delivery of the signal writes its number as one byte to the descriptor, which has to be
/// non-blocking and to stay open.
int ingot_watch_signal(int signal, int descriptor);
/// Gives the signal its default action back.
int ingot_unwatch_signal(int signal);
