/* A connector in C that drops files into a folder, as batch systems take their work: one file for each action, which
 * holds the input as JSON. The file is called after the idempotency key, so that an action is done once, and Baton can
 * look whether it was done.
 *
 *     cc -std=c11 -shared -fPIC -fvisibility=hidden -I include -o spool.so spool.c
 */
#include "baton/plugin/connector_abi.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATH_BYTES 4096

struct baton_connection {
  const baton_host* host;
  char folder[PATH_BYTES];
};

static const char* describe(void) {
  return "{\"title\": \"Spool\", \"settings\": [\"folder\"], \"operations\": {"
         "\"put\": {\"title\": \"Put a job into the folder\", \"input\": {\"type\": \"object\"},"
         " \"output\": {\"file\": \"string\"}, \"look\": true}}}";
}

/* The text of a member of a flat JSON object. It is enough for a path without escapes; take a JSON library for more. */
static int text_member(const char* json, const char* name, char* out, size_t size) {
  char quoted[64];
  snprintf(quoted, sizeof quoted, "\"%s\":\"", name);
  const char* from = strstr(json, quoted);
  if (from == NULL) return 0;
  from += strlen(quoted);
  const size_t length = strcspn(from, "\"\\");
  if (from[length] != '"' || length >= size) return 0;
  memcpy(out, from, length);
  out[length] = '\0';
  return 1;
}

static baton_connection* make_connection(const baton_host* host, const char* name, const char* settings, char* error,
                                         size_t error_size) {
  (void)name;
  baton_connection* made = calloc(1, sizeof *made);
  if (made == NULL) return NULL;
  made->host = host;
  if (text_member(settings, "folder", made->folder, sizeof made->folder)) return made;
  snprintf(error, error_size, "the setting \"folder\" is missing, or no plain path");
  free(made);
  return NULL;
}

static void answer(baton_connection* self, baton_call* call, baton_outcome outcome, const char* output, const char* code,
                   const char* message) {
  baton_result result = {sizeof result, outcome, output, code, message, 0};
  self->host->complete(self->host, call, &result);
}

/* A key may hold characters that a file name cannot. */
static void name_of(const char* key, char* out, size_t size) {
  size_t at = 0;
  for (; key[at] != '\0' && at + 1 < size; ++at) {
    const char one = key[at];
    const int plain = (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || (one >= '0' && one <= '9') || one == '-';
    out[at] = plain ? one : '_';
  }
  out[at] = '\0';
}

/* Writes a file under another name first, so that nobody reads half of it. */
static int write_file(const char* path, const char* text) {
  char part[PATH_BYTES + 512];
  snprintf(part, sizeof part, "%s.part", path);
  FILE* file = fopen(part, "w");
  if (file == NULL) return 0;
  const int written = fputs(text, file) >= 0 && fputc('\n', file) == '\n' && fflush(file) == 0 && fsync(fileno(file)) == 0;
  return fclose(file) == 0 && written && rename(part, path) == 0;
}

static void perform(baton_connection* self, const baton_request* request, baton_call* call) {
  char name[256];
  char path[PATH_BYTES + 300];
  char output[300];
  name_of(request->key, name, sizeof name);
  snprintf(path, sizeof path, "%s/%s.json", self->folder, name);
  snprintf(output, sizeof output, "{\"file\": \"%s.json\"}", name);
  if (strcmp(request->operation, "put") != 0) {
    answer(self, call, BATON_PERMANENT, NULL, "unsupported", "there is no such operation");
  } else if (access(path, F_OK) == 0) { /* an earlier attempt did it */
    answer(self, call, BATON_SUCCEEDED, output, NULL, NULL);
  } else if (request->mode == BATON_LOOK) {
    answer(self, call, BATON_NOT_FOUND, NULL, NULL, NULL);
  } else if (write_file(path, request->input)) {
    answer(self, call, BATON_SUCCEEDED, output, NULL, NULL);
  } else {
    answer(self, call, BATON_TRANSIENT, NULL, "not_written", strerror(errno));
  }
}

static void probe(baton_connection* self, baton_call* call) {
  if (access(self->folder, W_OK) == 0)
    answer(self, call, BATON_SUCCEEDED, NULL, NULL, "the folder can be written");
  else
    answer(self, call, BATON_PERMANENT, NULL, "folder", strerror(errno));
}

static void end_connection(baton_connection* self) { free(self); }

static const baton_connector_functions functions = {
    sizeof functions, BATON_CONNECTOR_ABI, describe, make_connection, perform, NULL, probe, end_connection};

const baton_connector_functions* baton_connector(void) { return &functions; }
