#include "connectors/curl/conversation.hpp"

#include "baton/core/text.hpp"

#include <mutex>
#include <new>

namespace baton::connectors {

CurlConversation::CurlConversation(const CurlWay& way, const char* protocols,
                                   const std::atomic<bool>& stopped)
    : stopped_(stopped), guard_(way) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  easy_.reset(curl_easy_init());
  if (!easy_) throw std::bad_alloc();
  static_assert(LIBCURL_VERSION_NUM >= 0x075500, "CURLOPT_PROTOCOLS_STR is of 7.85");
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_ERRORBUFFER, problem_.data());
  set(CURLOPT_PROTOCOLS_STR, protocols);
  set(CURLOPT_PROXY, "");
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(way.timeout.count()));
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(way.connect_timeout.count()));
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &go_on);
  set(CURLOPT_XFERINFODATA, this);
  guard_.install(easy_.get());
}

std::string CurlConversation::words_of(CURLcode result) const {
  const std::string said = problem_.c_str();
  return said.empty() ? std::string(curl_easy_strerror(result)) : said;
}

const char* CurlConversation::code_of_failure(CURLcode result) {
  switch (result) {
    case CURLE_COULDNT_RESOLVE_HOST: return "resolve";
    case CURLE_COULDNT_CONNECT: return "connect";
    case CURLE_OPERATION_TIMEDOUT: return "timeout";
    case CURLE_ABORTED_BY_CALLBACK: return "stopped";
    default: return "closed";
  }
}

std::string CurlConversation::shortened_words(const std::string& message) {
  constexpr std::size_t kWordsBytesMax = 500;
  return core::one_line(message, kWordsBytesMax);
}

}  // namespace baton::connectors
