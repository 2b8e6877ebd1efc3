#include "connectors/mail/smtp.hpp"

#include "baton/core/text.hpp"
#include "connectors/curl/conversation.hpp"
#include "connectors/mail/server.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace baton::connectors {

namespace {

using Stage = SmtpOutcome::Stage;

// "550 5.1.1 no such user" → 550; 0 for a line that is no last line of a reply.
int code_of(std::string_view line) {
  if (line.size() < 3 || !std::all_of(line.begin(), line.begin() + 3, core::is_digit)) return 0;
  if (line.size() > 3 && line[3] == '-') return 0;
  return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

// The class of the enhanced status code (RFC 3463) of a reply: 4 of "550 4.7.1 later"; 0 if the
// reply has none.
int enhanced_class(std::string_view line) {
  const auto is_number = [](std::string_view text) {
    return !text.empty() && text.size() <= 3 &&
           std::all_of(text.begin(), text.end(), core::is_digit);
  };
  core::take_part(line, ' ');
  auto word = core::take_part(line, ' ');
  const auto kind = core::take_part(word, '.');
  const auto subject = core::take_part(word, '.');
  if (!is_number(kind) || kind.size() > 1 || !is_number(subject) || !is_number(word)) return 0;
  return kind.front() - '0';
}

constexpr std::string_view kQuit = "QUIT";

// One conversation with a mail server, and what libcurl tells of it while it is under way.
class MailConversation final : public CurlConversation {
 public:
  MailConversation(const SmtpTask& task, const std::atomic<bool>& stopped)
      : CurlConversation(task.server.way, "smtp,smtps", stopped), task_(task) {
    prepare();
  }

  SmtpOutcome hold() {
    return held([this](CURLcode result) { return understand(result); });
  }

 private:
  void prepare();
  void prepare_connection();
  void prepare_sign_in();
  void prepare_message();

  bool goes_on();

  static std::size_t read(char* into, std::size_t size, std::size_t count, void* self);
  static std::size_t hear(char* line, std::size_t size, std::size_t count, void* self);
  static std::size_t ignore(char* /*line*/, std::size_t size, std::size_t count, void* /*self*/) {
    return size * count;
  }
  static int watch(CURL* easy, curl_infotype kind, char* text, std::size_t size, void* self);

  SmtpOutcome understand(CURLcode result) const;
  SmtpOutcome no_answer(CURLcode result) const;

  const SmtpTask& task_;
  CurlList recipients_{};
  std::size_t sent_ = 0;
  bool all_sent_ = false;    // libcurl has the whole message; what is left is the server's answer
  bool answered_ = false;    // the reply is to the message
  std::string command_{};    // the last one, if it is RCPT or QUIT
  std::string recipient_{};  // "RCPT TO:<ada@example.com>", where the reply is to that
  std::string reply_{};      // the last line of the last reply, but for that to QUIT
  std::vector<RefusedRecipient> refused_{};
};

void MailConversation::prepare() {
  set(CURLOPT_HEADERFUNCTION, &hear);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &ignore);
  set(CURLOPT_VERBOSE, 1L);  // what is said goes to watch(), and nowhere else
  set(CURLOPT_DEBUGFUNCTION, &watch);
  set(CURLOPT_DEBUGDATA, this);
  prepare_connection();
  prepare_sign_in();
  prepare_message();
}

void MailConversation::prepare_connection() {
  const auto& way = task_.server.way;
  const auto url = mail_server_text(way.origin) + "/" + task_.server.hello;
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_USE_SSL, static_cast<long>(way.encrypted ? CURLUSESSL_ALL : CURLUSESSL_NONE));
  if (!way.ca_file.empty()) {
    set(CURLOPT_CAINFO, way.ca_file.c_str());
    set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
}

// Only what a user name and a password, or a token, are enough for: libcurl would try Kerberos
// first where a server offers it.
void MailConversation::prepare_sign_in() {
  const auto& server = task_.server;
  if (server.username.empty()) return;
  const bool by_token = !server.token.empty();
  set(CURLOPT_USERNAME, std::string(server.username.reveal()).c_str());
  if (by_token)
    set(CURLOPT_XOAUTH2_BEARER, std::string(server.token.reveal()).c_str());
  else
    set(CURLOPT_PASSWORD, std::string(server.password.reveal()).c_str());
  set(CURLOPT_LOGIN_OPTIONS, by_token ? "AUTH=XOAUTH2;AUTH=OAUTHBEARER" : "AUTH=PLAIN;AUTH=LOGIN");
}

void MailConversation::prepare_message() {
  if (task_.to.empty()) return set(CURLOPT_CONNECT_ONLY, 1L);
  for (const auto& one : task_.to) add_text(recipients_, one);
  set(CURLOPT_MAIL_FROM, task_.from.c_str());
  set(CURLOPT_MAIL_RCPT, recipients_.get());
  // The message goes to those whom the server takes, if it takes any. The three L are libcurl's.
  set(CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
  set(CURLOPT_UPLOAD, 1L);
  set(CURLOPT_READFUNCTION, &read);
  set(CURLOPT_READDATA, this);
  set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(task_.message.size()));
}

std::size_t MailConversation::read(char* into, std::size_t size, std::size_t count, void* self) {
  auto& own = *static_cast<MailConversation*>(self);
  const auto part = std::min(size * count, own.task_.message.size() - own.sent_);
  std::memcpy(into, own.task_.message.data() + own.sent_, part);
  own.sent_ += part;
  own.all_sent_ = own.sent_ == own.task_.message.size();
  return part;
}

std::size_t MailConversation::hear(char* line, std::size_t size, std::size_t count, void* self) {
  auto& own = *static_cast<MailConversation*>(self);
  const auto text = core::trim(std::string_view(line, size * count), " \t\r\n");
  if (code_of(text) == 0 || own.command_ == kQuit) return size * count;
  own.reply_ = text;
  own.answered_ = own.all_sent_;
  own.recipient_ = own.command_;
  // Another number than that of the bytes ends the conversation.
  return own.goes_on() ? size * count : 0;
}

// Looks at the reply to a recipient, and notes a recipient whom the server refuses for good. False
// if the server may take the recipient later. The conversation then ends before anybody gets the
// message, because the others would get it twice when it is sent again.
bool MailConversation::goes_on() {
  const int code = code_of(reply_);
  if (recipient_.empty() || code < 400) return true;
  if (may_work_later(code, reply_ + " (" + recipient_ + ")")) return false;
  const auto open = recipient_.find('<');
  const auto close = recipient_.rfind('>');
  if (open != std::string::npos && close != std::string::npos && open < close)
    refused_.push_back({recipient_.substr(open + 1, close - open - 1), reply_});
  return true;
}

int MailConversation::watch(CURL* /*easy*/, curl_infotype kind, char* text, std::size_t size,
                            void* self) {
  if (kind != CURLINFO_HEADER_OUT) return 0;
  const auto said = core::trim(std::string_view(text, size), " \t\r\n");
  const bool kept = said.starts_with("RCPT TO:") || said == kQuit;
  static_cast<MailConversation*>(self)->command_ = kept ? said : std::string_view();
  return 0;
}

SmtpOutcome MailConversation::no_answer(CURLcode result) const {
  const auto failed = [text = words_of(result)](Stage stage, std::string code) {
    return SmtpOutcome{stage, 0, std::move(code), text, {}};
  };
  if (!refusal().empty()) return {Stage::refused, 0, "egress_refused", refusal(), {}};
  switch (result) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE: return failed(Stage::refused, "tls");
    case CURLE_USE_SSL_FAILED:
      return {Stage::refused, 0, "tls", "the server offers no encryption (STARTTLS)", {}};
    case CURLE_SSL_CONNECT_ERROR: return failed(Stage::not_sent, "tls");
    case CURLE_LOGIN_DENIED:
      return {Stage::refused, 0, "sign_in", "the server offers no sign-in that is known here", {}};
    default: return failed(Stage::not_sent, code_of_failure(result));
  }
}

SmtpOutcome MailConversation::understand(CURLcode result) const {
  if (result == CURLE_OK) return {Stage::accepted, code_of(reply_), {}, reply_, {}, refused_};
  const int reply = code_of(reply_);
  if (reply >= 400 && (!all_sent_ || answered_)) {
    return {Stage::answered,
            reply,
            "smtp_" + std::to_string(reply),
            reply_ + (recipient_.empty() ? "" : " (" + recipient_ + ")"),
            {}};
  }
  auto outcome = no_answer(result);
  // The last line may be with the server, and its answer lost: it may have taken the message.
  if (all_sent_) outcome.stage = Stage::maybe_sent;
  return outcome;
}

}  // namespace

// RFC 5321 section 4.2.1: 4yz may work later, 5yz will not. The enhanced code is the more exact one
// where both are there. A 552 to a recipient says with some servers that there are too many, which
// may work later (section 4.5.3.1.10).
bool may_work_later(int reply, std::string_view words) {
  constexpr int kTooMuch = 552;
  const int enhanced = enhanced_class(words);
  if (enhanced == 4 || enhanced == 5) return enhanced == 4;
  return reply < 500 || (reply == kTooMuch && words.find("(RCPT TO:") != std::string_view::npos);
}

SmtpOutcome converse(const SmtpTask& task, const std::atomic<bool>& stopped) {
  return MailConversation(task, stopped).hold();
}

}  // namespace baton::connectors
