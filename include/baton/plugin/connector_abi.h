/* The C interface of a connector that is a shared library. Version 1.
 *
 * A library exports one function, baton_connector(), which returns a table of functions. Baton
 * loads the library in a process of its own (`baton plugin-host`), so that a crash or a hang ends
 * that process and not the server. The library is never loaded into the server.
 *
 * Rules that hold for all of it:
 * - Texts are UTF-8 and end with a zero byte. JSON is a text with one JSON value (RFC 8259).
 * - A text that is passed to a function is borrowed: it is valid until the function returns. Copy
 * what you keep.
 * - Each struct begins with `size`, which its maker sets to sizeof the struct. A reader uses a
 * member only if `size` says that it is there, so a later version may add members at the end.
 * Members are never removed or reordered.
 * - Nothing may be thrown or longjmp-ed across this interface.
 * - The library's standard output goes to Baton's log, as its standard error does.
 *
 * docs/plugins.md leads through an example.
 */
#ifndef BATON_PLUGIN_CONNECTOR_ABI_H
#define BATON_PLUGIN_CONNECTOR_ABI_H

#include <stddef.h> /* NOLINT: this is C as well */
#include <stdint.h> /* NOLINT */

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this interface. It changes only when an old library could not work any more. */
#define BATON_CONNECTOR_ABI 1

/* The name of the function that a library exports. */
#define BATON_CONNECTOR_SYMBOL "baton_connector"

/* What the library keeps for one connection. Only the library knows what is in it. */
typedef struct baton_connection baton_connection;

/* One call that Baton waits for. It is a handle: a library passes it on and never looks into it. A
 * handle whose call is over is ignored wherever it is passed. */
typedef struct baton_call baton_call;

/* How a call ended. The numbers never change. */
typedef enum baton_outcome {
  /* It was done. `output` is what it gave. With `retry_after_ms` the connection pauses for so long,
     since nothing is left of a quota. */
  BATON_SUCCEEDED = 0,
  /* It was not done, and may work later: it is tried again as the step's `retry` says. */
  BATON_TRANSIENT = 1,
  /* It was not done, since the system asks for a pause: the connection pauses for `retry_after_ms`.
   */
  BATON_THROTTLED = 2,
  /* It was not done, since what it asks for has not come about yet. It is asked again after
     `retry_after_ms`. */
  BATON_PENDING = 3,
  /* It was not done and will not work: the step fails. */
  BATON_PERMANENT = 4,
  /* It may have been done. Baton looks for the effect if the operation says `look`; else a person
     decides. */
  BATON_UNKNOWN = 5,
  /* The answer to BATON_LOOK: it was not done, and may be done now. */
  BATON_NOT_FOUND = 6
} baton_outcome;

/* What is asked of an operation. */
typedef enum baton_mode {
  /* Do it. */
  BATON_PERFORM = 0,
  /* The answer to an earlier attempt was lost: find out by `key` whether it was done, and do
   * nothing. Asked only for operations whose description says "look": true. */
  BATON_LOOK = 1
} baton_mode;

/* One action. */
typedef struct baton_request {
  size_t size;
  /* The name of the operation. */
  const char* operation;
  /* A JSON object that fits the operation's input schema. */
  const char* input;
  /* The idempotency key: the same for every attempt of an action, and for no other action. */
  const char* key;
  /* A JSON object: the context that travels with the run. */
  const char* context;
  /* Counts from 1. */
  uint32_t attempt;
  /* How long Baton waits for the answer, in milliseconds from now. After it, cancel() is called. */
  uint64_t timeout_ms;
  /* What is asked. */
  baton_mode mode;
} baton_request;

/* How a call ended. */
typedef struct baton_result {
  size_t size;
  baton_outcome outcome;
  /* A JSON value, at most 256 KiB; NULL stands for {}. */
  const char* output;
  /* A short word for programs, such as "no_such_folder"; may be NULL. */
  const char* code;
  /* What went wrong, for people; may be NULL. */
  const char* message;
  /* How long to wait, in milliseconds; zero: Baton decides. */
  uint64_t retry_after_ms;
} baton_result;

/* How bad a line in the log is. */
typedef enum baton_log_level {
  BATON_LOG_INFO = 0,
  BATON_LOG_WARNING = 1,
  BATON_LOG_ERROR = 2
} baton_log_level;

/* What Baton offers to a library. It lives as long as the process. Every function may be called on
 * any thread, and takes the table itself as its first argument. */
typedef struct baton_host baton_host;
struct baton_host {
  size_t size;
  /* Ends a call. It may be called before perform() has returned, or later from any thread, once for
   * each call. */
  void (*complete)(const baton_host* host, baton_call* call, const baton_result* result);
  /* Writes one line to Baton's log. Do not write secrets. */
  void (*log)(const baton_host* host, baton_log_level level, const char* text);
};

/* The functions of a library. */
typedef struct baton_connector_functions {
  size_t size;
  /* BATON_CONNECTOR_ABI of the header that the library was compiled with. */
  uint32_t abi;
  /* Returns the description of the connector, a JSON object (docs/plugins.md). The text lives as
   * long as the library. It is called before any connection is made, and must not depend on
   * anything outside. */
  const char* (*describe)(void);
  /* Makes a connection. `settings` is a JSON object. Returns NULL if that cannot be, and then
   * writes the reason, at most `error_size` bytes with the zero byte, into `error`. */
  baton_connection* (*connect)(const baton_host* host, const char* name, const char* settings,
                               char* error, size_t error_size);
  /* Performs an action: calls host->complete(host, call, …) once, now or later, on any thread. It
   * is called on several threads at once, as many as `limits.concurrency` says, and may block. */
  void (*perform)(baton_connection* connection, const baton_request* request, baton_call* call);
  /* The time of a call is over, and Baton waits two more seconds for its answer. Called on another
   * thread than perform(). May be NULL. */
  void (*cancel)(baton_connection* connection, baton_call* call);
  /* Tries the connection without acting over it: calls host->complete(host, call, …) with
   * BATON_SUCCEEDED and a message, or with what is wrong. May be NULL. */
  void (*probe)(baton_connection* connection, baton_call* call);
  /* Ends a connection. No call is under way and none follows. */
  void (*disconnect)(baton_connection* connection);
} baton_connector_functions;

/* What a library exports. The table that it returns lives as long as the library. */
#if defined(__GNUC__)
__attribute__((visibility("default")))
#endif
const baton_connector_functions*
baton_connector(void);

/* The type of that function, for whoever looks it up. */
typedef const baton_connector_functions* (*baton_connector_entry)(void);

#ifdef __cplusplus
}
#endif

#endif
