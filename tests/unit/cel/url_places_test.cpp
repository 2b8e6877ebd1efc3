#include "baton/cel/text.hpp"

#include <gtest/gtest.h>
#include <map>

namespace baton::cel {
namespace {

using core::Json;

class Named final : public Bindings {
 public:
  explicit Named(Json value) : value_(std::move(value)) {}
  std::optional<Value> find(std::string_view name) const override {
    return name == "x" ? std::optional(Value::borrow(value_)) : std::nullopt;
  }

 private:
  Json value_;
};

// What `text` is rendered to as a member that is a URL or a path, or the message of the error.
std::string rendered(const std::string& member, const std::string& text, Json x) {
  const auto compiled =
      Document::compile(Json{{member, text}, {"body", "${x}"}}, nullptr, {"/path", "/url"});
  if (!compiled.document) return "does not compile";
  const auto out = compiled.document->render(Named(std::move(x)));
  return out ? out->at(member).get<std::string>() : out.error().message;
}

TEST(UrlPlaces, AValueFillsOneSegment) {
  EXPECT_EQ(rendered("path", "/customers/${x}/notify", "7"), "/customers/7/notify");
  EXPECT_EQ(rendered("path", "/customers/${x}/notify", 7), "/customers/7/notify");
  EXPECT_EQ(rendered("path", "/customers/${x}/notify", "7/delete?x="),
            "/customers/7%2Fdelete%3Fx%3D/notify");
  EXPECT_EQ(rendered("path", "/customers/${x}", "..%2f..;a#b\\ \n\xc3\xa9"),
            "/customers/..%252f..%3Ba%23b%5C%20%0A%C3%A9");
  EXPECT_EQ(rendered("path", "/v${x}/orders", "1/2"), "/v1%2F2/orders");
  EXPECT_NE(rendered("path", "/customers/${x}/notify", "").find("names no segment"),
            std::string::npos);
  EXPECT_NE(rendered("path", "/customers/${x}", "").find("names no segment"), std::string::npos);
  // An expression cannot be a path by itself: its value is one segment.
  EXPECT_EQ(rendered("path", "${x}", "/admin"), "%2Fadmin");
}

TEST(UrlPlaces, AValueFillsOneValueOfTheQuery) {
  EXPECT_EQ(rendered("path", "/orders?id=${x}&a=b", "1&admin=true#"),
            "/orders?id=1%26admin%3Dtrue%23&a=b");
  EXPECT_EQ(rendered("path", "/orders?id=${x}", ""), "/orders?id=");
}

TEST(UrlPlaces, AUrlKeepsItsParts) {
  EXPECT_EQ(rendered("url", "https://api.example.com/c/${x}", "a/../b"),
            "https://api.example.com/c/a%2F..%2Fb");
  EXPECT_EQ(rendered("url", "https://${x}/c", "h.example:8443"), "https://h.example:8443/c");
  EXPECT_EQ(rendered("url", "https://${x}/c", "evil.example/?"), "https://evil.example%2F%3F/c");
  EXPECT_EQ(rendered("url", "${x}", "https://api.example.com/a?b=c"),
            "https://api.example.com/a?b=c");
  EXPECT_EQ(rendered("url", "${x}/orders/${x}", "https://a"), "https://a/orders/https%3A%2F%2Fa");
}

TEST(UrlPlaces, AValueBehindTheBeginningOfAHostIsOneLabel) {
  EXPECT_EQ(rendered("url", "https://${x}.example.com/c", "acme"), "https://acme.example.com/c");
  EXPECT_EQ(rendered("url", "https://api.${x}.example.com/c", "acme-eu"),
            "https://api.acme-eu.example.com/c");
  EXPECT_EQ(rendered("url", "https://api.example.com:${x}/c", 8443),
            "https://api.example.com:8443/c");
  for (const auto* data : {":43053", ".evil.example", "a.b", "1@evil.example", "", "a/b", "[::1]"})
    EXPECT_NE(rendered("url", "http://127.0.0.1${x}", data).find("not one label"),
              std::string::npos)
        << data;
}

TEST(UrlPlaces, NullNamesNothing) {
  EXPECT_NE(rendered("path", "/a/${x}", nullptr).find("is null"), std::string::npos);
  EXPECT_NE(rendered("url", "https://${x}/a", nullptr).find("is null"), std::string::npos);
}

TEST(UrlPlaces, OtherMembersStayAsTheyAre) {
  EXPECT_EQ(rendered("note", "/a/${x}", "b/c"), "/a/b/c");
}

}  // namespace
}  // namespace baton::cel
