#include "http/server/message.hpp"

#include "baton/core/result.hpp"

#include <gtest/gtest.h>

namespace baton::http {
namespace {

TEST(Response, CannotBeSplit) {
  Response response;
  EXPECT_THROW(response.add("ETag", "a\r\nSet-Cookie: b"), core::BrokenInvariant);
}

TEST(Response, IsWrittenInOnePiece) {
  Response response;
  response.status = 202;
  response.content_type = "application/json";
  response.body = R"({"id":"evt_1"})";
  std::string out;
  serialise(response, Wire{true, false, {}}, out);
  EXPECT_EQ(out,
            "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nX-Content-Type-Options: "
            "nosniff\r\nContent-Length: "
            "14\r\n\r\n{\"id\":\"evt_1\"}");
  out.clear();
  serialise(response, Wire{false, true, {}}, out);
  EXPECT_TRUE(out.ends_with("Content-Length: 14\r\nConnection: close\r\n\r\n")) << out;
}

}  // namespace
}  // namespace baton::http
