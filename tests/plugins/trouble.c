/* A connector that does what must not be done, for tests. The operation says what. */
#include "baton/plugin/connector_abi.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct baton_connection {
  const baton_host* host;
};

static const char* describe(void) {
  return "{\"operations\": {\"echo\": {\"repeatable\": true}, \"crash\": {}, \"hang\": {}, \"twice\": {}, \"late\": {}, "
         "\"print\": {}, \"no_json\": {}, \"bad_outcome\": {}}}";
}

static baton_connection* make_connection(const baton_host* host, const char* name, const char* settings, char* error,
                                         size_t error_size) {
  (void)name;
  if (strstr(settings, "refuse") != NULL) {
    snprintf(error, error_size, "refused as asked");
    return NULL;
  }
  baton_connection* made = malloc(sizeof *made);
  made->host = host;
  return made;
}

struct late {
  const baton_host* host;
  baton_call* call;
};

static void end(const baton_host* host, baton_call* call, int outcome, const char* output) {
  baton_result result = {sizeof result, (baton_outcome)outcome, output, NULL, NULL, 0};
  host->complete(host, call, &result);
}

static void* answer_late(void* given) {
  struct late* late = given;
  end(late->host, late->call, BATON_SUCCEEDED, "{\"late\": true}");
  free(late);
  return NULL;
}

static void perform(baton_connection* self, const baton_request* request, baton_call* call) {
  const char* what = request->operation;
  if (strcmp(what, "crash") == 0) abort();
  while (strcmp(what, "hang") == 0) pause();
  if (strcmp(what, "late") == 0) {
    struct late* late = malloc(sizeof *late);
    late->host = self->host;
    late->call = call;
    pthread_t thread;
    pthread_create(&thread, NULL, answer_late, late);
    pthread_detach(thread);
    return;
  }
  if (strcmp(what, "print") == 0) {
    printf("{\"id\": 1, \"outcome\": \"succeeded\"}\n");
    fflush(stdout);
  }
  if (strcmp(what, "bad_outcome") == 0) end(self->host, call, 99, NULL);
  if (strcmp(what, "twice") == 0) end(self->host, call, BATON_SUCCEEDED, "{\"first\": true}");
  end(self->host, call, BATON_SUCCEEDED, strcmp(what, "no_json") == 0 ? "{" : request->input);
}

static void end_connection(baton_connection* self) { free(self); }

static const baton_connector_functions functions = {
    sizeof functions, BATON_CONNECTOR_ABI, describe, make_connection, perform, NULL, NULL, end_connection};

#if defined(TROUBLE_OLD)
static const baton_connector_functions old = {
    sizeof old, 99, describe, make_connection, perform, NULL, NULL, end_connection};
const baton_connector_functions* baton_connector(void) { return &old; }
#else
const baton_connector_functions* baton_connector(void) { return &functions; }
#endif
