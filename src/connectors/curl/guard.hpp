#pragma once

#include "connectors/curl/way.hpp"

#include <curl/curl.h>
#include <memory>
#include <string>

namespace baton::connectors {

// Frees what libcurl allocated.
struct FreeCurlList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlList = std::unique_ptr<curl_slist, FreeCurlList>;

// Adds a text to the end of a list. Throws std::bad_alloc.
void add_text(CurlList& list, const std::string& text);

// Judges each address that a conversation connects to, whatever a name resolved to before. One
// thread.
class CurlGuard {
 public:
  // The way outlives it.
  explicit CurlGuard(const CurlWay& way) : way_(way) {}

  // Puts itself into a handle. It outlives the conversation, and stays where it is.
  void install(CURL* easy);
  // Why it let no connection be made; empty: it did not object.
  const std::string& refusal() const { return refusal_; }

 private:
  static curl_socket_t open(void* self, curlsocktype purpose, curl_sockaddr* address);
  std::string objection(const boost::asio::ip::address& address) const;

  const CurlWay& way_;
  CurlList resolved_{};
  std::string refusal_{};
};

}  // namespace baton::connectors
