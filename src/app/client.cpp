#include "app/client.hpp"

#include "baton/core/encoding.hpp"
#include "baton/formats/media.hpp"

#include <boost/asio/co_spawn.hpp>
#include <charconv>
#include <exception>
#include <optional>
#include <string_view>

namespace baton::app {
namespace {

constexpr std::size_t kAnswerBytesMax =
    64'000'000;  // a page of 500 events at their largest stays far below

connectors::HttpClient::Options client_options() {
  connectors::HttpClient::Options options;
  options.body_bytes_max = kAnswerBytesMax;
  return options;
}

core::Error no_answer(const connectors::HttpFailure& failure, const formats::Url& server) {
  const std::string where = server.origin.text() + server.path;
  if (failure.code == "timeout")
    return {core::Errc::timeout,
            "no answer in time from " + where,
            {},
            "is the server busy? baton doctor tells"};
  return {core::Errc::unavailable,
          "cannot reach a server at " + where + ": " + failure.message,
          {},
          "start one with baton serve, or name another with --url or BATON_URL"};
}

}  // namespace

std::string target_of(const ApiRequest& request) {
  std::string target = request.path;
  char separator = '?';
  for (const auto& [name, value] : request.query) {
    if (value.empty()) continue;
    target += separator + core::percent_encode(name) + "=" + core::percent_encode(value);
    separator = '&';
  }
  return target;
}

core::Result<core::Json> json_in(std::string_view content_type, std::string_view body) {
  auto json = core::parse_json(
      body,
      {.depth_max = core::kAnswerDepthMax, .duplicate_keys = false, .values_max = body.size()});
  if (json) return json;
  if (body.empty() || !formats::is_json(formats::media_type(content_type))) return core::Json();
  return core::Error{core::Errc::internal,
                     "the answer of the server cannot be read: " + json.error().message,
                     {},
                     "baton version tells whether the server is newer than this program"};
}

HttpApi::HttpApi(formats::Url server, core::Secret token)
    : server_(std::move(server)), token_(std::move(token)), io_(1), http_(client_options()) {
  for (const auto* all : {"0.0.0.0/0", "::/0"})
    anywhere_.networks.push_back(*formats::parse_network(all));
}

core::Result<ApiAnswer> HttpApi::call(const ApiRequest& request) {
  connectors::HttpRequest sent;
  sent.method = request.method;
  sent.target = server_.path + target_of(request);
  sent.body = request.body;
  sent.timeout = request.timeout;
  sent.repeatable = request.method == "GET";
  sent.head = "Accept: application/json, application/problem+json\r\n";
  if (!token_.empty())
    sent.head += "Authorization: Bearer " + std::string(token_.reveal()) + "\r\n";
  if (!request.body.empty()) sent.head += "Content-Type: " + request.media_type + "\r\n";
  for (const auto& [name, value] : request.headers) sent.head += name + ": " + value + "\r\n";

  std::optional<connectors::HttpOutcome> outcome;
  std::exception_ptr thrown;
  auto exchange = [this, &sent, &outcome]() -> boost::asio::awaitable<void> {
    outcome = co_await http_.exchange(server_.origin, anywhere_, std::move(sent));
  };
  boost::asio::co_spawn(io_, exchange, [&thrown](std::exception_ptr error) { thrown = error; });
  // The loop stops as soon as the exchange has ended. What is left in it, such as the timer of an
  // idle connection, goes on with the next call.
  io_.restart();
  while (!outcome && !thrown && io_.run_one() > 0) {}
  if (thrown) std::rethrow_exception(thrown);
  if (!outcome || !outcome->response)
    return no_answer(outcome ? outcome->failure : connectors::HttpFailure{}, server_);

  ApiAnswer answer;
  answer.status = outcome->response->status;
  if (const auto* next = outcome->response->header("Baton-Next")) answer.next = *next;
  if (const auto* count = outcome->response->header("Baton-Left-Out"))
    (void)std::from_chars(count->data(), count->data() + count->size(), answer.left_out);
  if (const auto* ids = outcome->response->header("Baton-Left-Out-Ids")) answer.left_out_ids = *ids;
  answer.body = std::move(outcome->response->body);
  const auto* content_type = outcome->response->header("Content-Type");
  auto json = json_in(content_type == nullptr ? std::string_view() : *content_type, answer.body);
  if (json)
    answer.json = std::move(*json);
  else if (answer.status < 300)
    return json.error();
  return answer;
}

}  // namespace baton::app
