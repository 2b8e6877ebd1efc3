#include "connectors/auth/aws_sigv4.hpp"

#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/result.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/form.hpp"
#include "baton/formats/url.hpp"
#include "connectors/auth/auth.hpp"

#include <algorithm>
#include <map>

namespace baton::connectors {

namespace {

constexpr std::string_view kSigV4 = "AWS4-HMAC-SHA256";

// "20260504T101112Z".
std::string amz_date(core::Time now) {
  auto text = core::to_rfc3339(std::chrono::floor<std::chrono::seconds>(now));
  std::erase_if(text, [](char letter) { return letter == '-' || letter == ':'; });
  return text;
}

// The path in the form that is signed. The server decodes what came and encodes it again in its own
// way, in which only slashes stand for themselves.
std::string path_for_aws(const AwsKey& key, std::string_view path) {
  const auto plain = core::percent_decode(path);
  auto once = core::percent_encode(plain ? *plain : std::string(path), "/");
  return key.service == "s3" ? once : core::percent_encode(once, "/");
}

// The query in the form that is signed: encoded by RFC 3986 and then sorted.
std::string query_for_aws(std::string_view query) {
  const auto fields = formats::parse_form(query);
  std::vector<std::pair<std::string, std::string>> coded;
  for (const auto& [name, value] : fields ? *fields : formats::Fields{})
    coded.emplace_back(core::percent_encode(name), core::percent_encode(value));
  std::sort(coded.begin(), coded.end());
  std::string text;
  for (const auto& [name, value] : coded)
    text.append(text.empty() ? "" : "&").append(name).append("=").append(value);
  return text;
}

// Without the blanks around it, and with one in place of several.
std::string value_for_aws(std::string_view value) {
  std::string out;
  for (const char letter : core::trim(value))
    if (letter != ' ' || out.empty() || out.back() != ' ') out += letter;
  return out;
}

// True for a header field that something on the way may add, change or take out.
bool changes_on_the_way(std::string_view name) {
  constexpr std::array<std::string_view, 8> kLeftOut{
      "accept", "accept-encoding", "authorization", "connection",
      "expect", "traceparent",     "tracestate",    "user-agent"};
  return core::is_one_of(name, kLeftOut);
}

// The header fields that are signed, by their names in lower case.
std::map<std::string, std::string> fields_for_aws(std::string_view head, const std::string& host) {
  std::map<std::string, std::string> fields{{"host", host}};
  while (!head.empty()) {
    const auto line = core::take_part(head, '\n');
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const auto name = core::lower(line.substr(0, colon));
    auto value = value_for_aws(core::trim(line.substr(colon + 1), " \r\t"));
    if (changes_on_the_way(name)) continue;
    const auto [at, fresh] = fields.emplace(name, value);
    if (!fresh) at->second.append(1, ',').append(value);
  }
  return fields;
}

core::Secret signing_key(const AwsKey& key, std::string_view date) {
  const core::Secret first("AWS4" + std::string(key.secret.reveal()));
  const core::Secret of_date(core::hmac_sha256(first.reveal(), date));
  const core::Secret of_region(core::hmac_sha256(of_date.reveal(), key.region));
  const core::Secret of_service(core::hmac_sha256(of_region.reveal(), key.service));
  return core::Secret(core::hmac_sha256(of_service.reveal(), "aws4_request"));
}

// --- the auth kind ---

constexpr std::array<std::string_view, 2> kAwsManifestKeys{"service", "region"};
constexpr std::array<std::string_view, 5> kAwsKeys{"access_key_id", "secret_access_key",
                                                   "session_token", "region", "service"};

struct AwsCredentials final : Credentials {
  AwsKey key{};
};

void read_aws(const AuthReader& at, Authorization& authorization) {
  auto read = std::make_shared<AwsCredentials>();
  read->key.id = at.account("access_key_id").reveal();
  read->key.secret = at.secret("secret_access_key");
  if (at.has("session_token")) read->key.session_token = at.secret("session_token");
  read->key.region = at.text("region");
  if (auto service = at.plain_text("service"); !service.empty())
    read->key.service = std::move(service);
  if (read->key.region.empty())
    at.error("region", "config/missing-key", "\"region\" is missing",
             "write region: eu-central-1; a store of your own takes us-east-1 as a rule");
  authorization.works_with = std::move(read);
}

void sign_aws(const Authorization& authorization, const formats::Origin& origin, core::Time now,
              HttpRequest& request) {
  const auto text = origin.text();
  sign_for_aws(dynamic_cast<const AwsCredentials&>(*authorization.works_with).key,
               text.substr(text.find("://") + 3), now, request);
}

}  // namespace

void sign_for_aws(const AwsKey& key, const std::string& host, core::Time now,
                  HttpRequest& request) {
  const auto time = amz_date(now);
  const auto date = time.substr(0, 8);
  const auto payload = core::sha256_hex(request.body);
  request.head.append("X-Amz-Date: ").append(time).append("\r\n");
  request.head.append("X-Amz-Content-Sha256: ").append(payload).append("\r\n");
  if (!key.session_token.empty())
    request.head.append("X-Amz-Security-Token: ").append(key.session_token.reveal()).append("\r\n");
  const auto mark = request.target.find('?');
  const auto path = request.target.substr(0, mark);
  const auto query =
      mark == std::string::npos ? std::string() : query_for_aws(request.target.substr(mark + 1));
  std::string canonical =
      std::string(request.method) + "\n" + path_for_aws(key, path) + "\n" + query + "\n";
  std::string names;
  for (const auto& [name, value] : fields_for_aws(request.head, host)) {
    canonical.append(name).append(":").append(value).append("\n");
    names.append(names.empty() ? "" : ";").append(name);
  }
  canonical.append("\n").append(names).append("\n").append(payload);
  const auto scope = date + "/" + key.region + "/" + key.service + "/aws4_request";
  const auto to_sign =
      std::string(kSigV4) + "\n" + time + "\n" + scope + "\n" + core::sha256_hex(canonical);
  const auto signature = core::to_hex(core::hmac_sha256(signing_key(key, date).reveal(), to_sign));
  request.target = query.empty() ? path : path + "?" + query;
  request.head.append("Authorization: ")
      .append(kSigV4)
      .append(" Credential=" + key.id + "/" + scope + ", SignedHeaders=" + names +
              ", Signature=" + signature + "\r\n");
}

constinit const AuthRow kAuthAwsSigv4{.kind = "aws_sigv4",
                                      .manifest_keys = kAwsManifestKeys,
                                      .keys = kAwsKeys,
                                      .read = read_aws,
                                      .sign = sign_aws};

}  // namespace baton::connectors
