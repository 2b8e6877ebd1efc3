#pragma once

#include "baton/core/secret.hpp"
#include "baton/formats/egress.hpp"
#include "baton/formats/url.hpp"

#include <atomic>
#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

// One conversation with a mail server (RFC 5321), by libcurl. It blocks the thread that it is on.
namespace baton::connectors {

// Where mail goes, and how a connection signs in there.
struct MailServer {
  formats::Origin origin{};  // `tls`: from the first byte on (port 465); else STARTTLS
  bool encrypted = true;     // false: neither, for a server in a network of one's own
  formats::Egress egress{};
  std::string hello{};        // the name of EHLO
  core::Secret username{};    // empty: no sign-in
  core::Secret password{};    // for PLAIN and LOGIN
  core::Secret token{};       // in place of the password, for XOAUTH2 and OAUTHBEARER
  std::string ca_file{};      // instead of the system's authorities
  std::uint16_t own_port{0};  // this process listens there: no mail goes to it
  std::vector<boost::asio::ip::address> addresses{};  // of the host; empty: it is looked up
};

struct SmtpTask {
  MailServer server{};
  std::string from{};             // the address of the envelope, to which bounces go
  std::vector<std::string> to{};  // none: sign in, and send nothing
  std::string message{};          // headers and body
  std::chrono::milliseconds connect_timeout{5'000};
  std::chrono::milliseconds timeout{30'000};  // for all of it
};

// What came of it.
struct SmtpOutcome {
  enum class Stage {
    accepted,    // the server has taken the message; or let us sign in, where nothing was to send
    refused,     // by ourselves (the egress guard, TLS that is not right); it will not get better
    not_sent,    // no connection, or it ended early: no server has the message
    answered,    // the server said no: it has not taken the message
    maybe_sent,  // all of it was sent, and no answer came
  };
  Stage stage = Stage::not_sent;
  int reply = 0;          // of the server, "550"; 0: none
  std::string code{};     // "resolve", "connect", "tls", "timeout", "closed", "egress_refused",
                          // "sign_in", "stopped", or "smtp_550"
  std::string message{};  // for people; may repeat what the server said
  std::chrono::milliseconds took{};
};

// Ends early, as `stopped`, within a second of that becoming true.
SmtpOutcome deliver(const SmtpTask& task, const std::atomic<bool>& stopped);

}  // namespace baton::connectors
