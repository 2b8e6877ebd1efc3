#pragma once

#include "baton/formats/egress.hpp"

#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <curl/curl.h>
#include <memory>
#include <string>
#include <vector>

// What all conversations by libcurl have in common: where they may go. One thread.
namespace baton::connectors {

// Frees what libcurl allocated.
struct CloseEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeCurlList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlEasy = std::unique_ptr<CURL, CloseEasy>;
using CurlList = std::unique_ptr<curl_slist, FreeCurlList>;

// A handle of libcurl, which is initialized for the process if it is not yet. Throws
// std::bad_alloc.
CurlEasy make_easy();
// Adds a text to the end of a list. Throws std::bad_alloc.
void add_text(CurlList& list, const std::string& text);
// A host as it stands in a URL: an IPv6 address in brackets.
std::string bracketed_host(const std::string& host);

// Judges each address that a conversation connects to, whatever a name resolved to before.
class CurlGuard {
 public:
  // The host and the port that are gone to.
  std::string host{};
  std::uint16_t port = 0;
  // True if what is said there is encrypted.
  bool encrypted = true;
  // The addresses to which connections may go.
  formats::Egress egress{};
  // The port on which this process listens: nothing goes there.
  std::uint16_t own_port = 0;
  // The addresses of the host; empty: the name is looked up.
  std::vector<boost::asio::ip::address> addresses{};

  // Puts itself into a handle. It outlives the conversation, and stays where it is.
  void install(CURL* easy);
  // Why it let no connection be made; empty: it did not object.
  const std::string& refusal() const { return refusal_; }

 private:
  static curl_socket_t open(void* self, curlsocktype purpose, curl_sockaddr* address);
  std::string objection(const boost::asio::ip::address& address) const;

  CurlList resolved_{};
  std::string refusal_{};
};

}  // namespace baton::connectors
