#pragma once

#include "connectors/curl/guard.hpp"

#include <atomic>
#include <chrono>
#include <curl/curl.h>
#include <memory>
#include <string>

namespace baton::connectors {

// What all conversations by libcurl have in common: they go only where their way allows, end in
// time, and end within a second of a flag becoming true. One blocks the thread that it is on.
class CurlConversation {
 public:
  CurlConversation(const CurlConversation&) = delete;

 protected:
  // All arguments outlive it. `protocols` are those of its URL, as libcurl takes them.
  CurlConversation(const CurlWay& way, const char* protocols, const std::atomic<bool>& stopped);
  ~CurlConversation() = default;

  template <class Value>
  void set(CURLoption option, Value value) {
    curl_easy_setopt(easy_.get(), option, value);
  }

  // Holds the conversation. Returns what `understand` makes of its result: an outcome, to which
  // this adds how long it took.
  template <class Understand>
  auto held(const Understand& understand) {
    const auto begun = std::chrono::steady_clock::now();
    auto outcome = understand(curl_easy_perform(easy_.get()));
    outcome.message = shortened_words(outcome.message);
    outcome.took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - begun);
    return outcome;
  }

  // Why its guard let no connection be made; empty: it did not object.
  const std::string& refusal() const { return guard_.refusal(); }
  // What went wrong, for people.
  std::string words_of(CURLcode result) const;
  // The code of a conversation that ended without an answer: "resolve", "connect", "timeout",
  // "stopped" or "closed".
  static const char* code_of_failure(CURLcode result);

 private:
  struct CloseEasy {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  };

  static int go_on(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<CurlConversation*>(self)->stopped_ ? 1 : 0;
  }
  static std::string shortened_words(const std::string& message);

  const std::atomic<bool>& stopped_;
  std::string problem_ = std::string(CURL_ERROR_SIZE, '\0');
  CurlGuard guard_;
  std::unique_ptr<CURL, CloseEasy> easy_;
};

}  // namespace baton::connectors
