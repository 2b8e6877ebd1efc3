#include "http/api/answer.hpp"

namespace baton::http {

Response json(const core::Json& body, int status) {
  Response response = json_text(core::dump(body));
  response.status = status;
  return response;
}

Response json_not_kept(const core::Json& body, int status) {
  Response response = json(body, status);
  response.add("Cache-Control", "no-store");
  return response;
}

Response json_text(std::string body) {
  Response response;
  response.content_type = "application/json";
  response.body = std::move(body);
  return response;
}

Response no_content() {
  Response response;
  response.status = 204;
  return response;
}

Response whole_list(core::Json items) {
  core::Json body{{"items", std::move(items)}, {"next", nullptr}};
  return json(body);
}

}  // namespace baton::http
