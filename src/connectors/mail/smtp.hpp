#pragma once

#include "baton/core/secret.hpp"
#include "connectors/curl/way.hpp"

#include <atomic>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

// One conversation with a mail server (RFC 5321), by libcurl. It blocks the thread that it is on.
namespace baton::connectors {

// Where mail goes, and how a connection signs in there.
struct MailServer {
  // With `tls` the connection is encrypted from its first byte on (port 465), else by STARTTLS.
  CurlWay way{};
  // The name by which we introduce ourselves in EHLO.
  std::string hello{};
  // The account to sign in with; empty: without signing in.
  core::Secret username{};
  // The password of the account, for PLAIN and LOGIN.
  core::Secret password{};
  // A token in place of the password, for XOAUTH2 and OAUTHBEARER.
  core::Secret token{};
};

// A message to be sent, or only an attempt to sign in.
struct SmtpTask {
  MailServer server{};
  // The sender's address in the envelope, to which bounces go.
  std::string from{};
  // The recipients' addresses. With none, the task is to sign in and to send nothing.
  std::vector<std::string> to{};
  // The headers and the body.
  std::string message{};
};

// A recipient whom the server has refused for good, while it took the message for others.
struct RefusedRecipient {
  // The address.
  std::string address{};
  // What the server said: "550 5.1.1 no such user".
  std::string words{};
};

// What came of a task.
struct SmtpOutcome {
  // How far the conversation came.
  enum class Stage {
    // The server has taken the message, or has let us sign in if there was nothing to send.
    accepted,
    // We refused to go on, because of the egress guard or because TLS is not right. Another try
    // ends in the same way.
    refused,
    // There was no connection, or it ended early: no server has the message.
    not_sent,
    // The server said no: it has not taken the message.
    answered,
    // The whole message was sent, and no answer came.
    maybe_sent,
  };
  Stage stage = Stage::not_sent;
  // The code of the server's last reply, such as 550; 0 if there was none.
  int reply = 0;
  // "resolve", "connect", "tls", "timeout", "closed", "egress_refused", "sign_in", "stopped", or
  // the server's reply as "smtp_550".
  std::string code{};
  // What happened, for people; may repeat what the server said.
  std::string message{};
  // How long it took.
  std::chrono::milliseconds took{};
  // Who does not get a message that was accepted.
  std::vector<RefusedRecipient> refused{};
};

// True if a refusal with this code and these words, "450 4.2.0 busy (RCPT TO:<ada@example.com>)",
// says that the same may work later. Pure.
bool may_work_later(int reply, std::string_view words);

// Performs a task. It ends early, with the code "stopped", within a second of `stopped` becoming
// true.
SmtpOutcome converse(const SmtpTask& task, const std::atomic<bool>& stopped);

}  // namespace baton::connectors
