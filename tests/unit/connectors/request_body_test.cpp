#include "connectors/request_body.hpp"

#include "connectors/manifest.hpp"

#include <gtest/gtest.h>

namespace baton::connectors {
namespace {

using core::Json;

// The request of an operation that takes anything.
RequestSpec request_of(const std::string& body) {
  core::Findings findings;
  const auto manifest = Manifest::load(
      "connector: acme\noperations:\n  make:\n    request:\n      method: POST\n      path: /x\n" +
          body,
      "acme.yaml", findings);
  for (const auto& finding : findings) ADD_FAILURE() << finding.message;
  return manifest->operations.at("make").request;
}

std::string fault_of(const std::string& body) {
  core::Findings findings;
  Manifest::load(
      "connector: acme\noperations:\n  make:\n    request:\n      method: POST\n      path: /x\n" +
          body,
      "acme.yaml", findings);
  return findings.empty() ? std::string() : findings.front().message;
}

core::Result<Json> finished(const std::string& body, const Json& input) {
  const auto spec = request_of(body);
  ingress::Values names;
  names.bind("input", input);
  auto json = spec.json->render(names);
  if (!json) return json;
  if (auto done = finish_json(spec.body, names, *json); !done) return done.error();
  return json;
}

core::Result<RawBody> raw(const std::string& body, const Json& input) {
  const auto spec = request_of(body);
  ingress::Values names;
  names.bind("input", input);
  return render_raw(spec.body, names);
}

TEST(RequestBody, MembersAreMergedAndNoneTwice) {
  const std::string body =
      "      json: { fields: { summary: a } }\n      merge: { /fields: \"${input.?fields}\" }\n";
  EXPECT_EQ(*finished(body, {{"fields", {{"customfield_1", 3}}}}),
            (Json{{"fields", {{"summary", "a"}, {"customfield_1", 3}}}}));
  EXPECT_EQ(*finished(body, Json::object()), (Json{{"fields", {{"summary", "a"}}}}));
  const auto twice = finished(body, {{"fields", {{"summary", "b"}}}});
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().message, "\"summary\" is set by the operation itself");
  EXPECT_FALSE(finished(body, {{"fields", "b"}}));
}

TEST(RequestBody, TextsBecomeDocuments) {
  const std::string body =
      "      json: { body: \"${input.?text}\" }\n"
      "      adf: { /body: \"${input.?markdown.orValue(false) ? 'markdown' : 'text'}\" }\n";
  const auto mark = [&body](bool markdown) {
    return finished(body, {{"text", "**a**"}, {"markdown", markdown}})
        ->at("body")
        .at("content")
        .at(0)
        .at("content")
        .at(0)
        .at("text");
  };
  EXPECT_EQ(mark(false), "**a**");
  EXPECT_EQ(mark(true), "a");
  EXPECT_EQ(*finished(body, Json::object()), Json::object());
}

TEST(RequestBody, TextsWithLinesOfAContextBecomeRichText) {
  const std::string body =
      "      json: { data: { name: a, notes: \"${input.?notes}\" } }\n"
      "      html: { /data/notes: html_notes }\n";
  EXPECT_EQ(
      *finished(body, {{"notes", "why: a < b"}}),
      (Json{{"data",
             {{"name", "a"}, {"html_notes", "<body><strong>why</strong>: a &lt; b</body>"}}}}));
  for (const auto* text : {"no context", "", "why: \x01"})
    EXPECT_EQ(*finished(body, {{"notes", text}}),
              (Json{{"data", {{"name", "a"}, {"notes", text}}}}));
  EXPECT_EQ(*finished(body, Json::object()), (Json{{"data", {{"name", "a"}}}}));
  EXPECT_FALSE(finished(body, {{"notes", 7}}));
  EXPECT_FALSE(
      finished("      json: { notes: \"${input.notes}\", html_notes: b }\n"
               "      html: { /notes: html_notes }\n",
               {{"notes", "why: a"}}));
}

TEST(RequestBody, SectionsAreAddedToBlocks) {
  const std::string body =
      "      json: { blocks: \"${input.?blocks}\" }\n"
      "      sections: { /blocks: \"${input.?context}\" }\n";
  const auto blocks = [](std::size_t count) { return Json(count, Json({{"type", "divider"}})); };
  const auto made = finished(body, {{"blocks", blocks(2)}, {"context", "why: a"}});
  ASSERT_TRUE(made) << made.error().text();
  ASSERT_EQ(made->at("blocks").size(), 3U);
  EXPECT_EQ(made->at("blocks").at(2).at("text").at("text"), "*why*: a");
  for (const Json& input :
       {Json{{"blocks", blocks(2)}}, Json{{"blocks", blocks(2)}, {"context", ""}}})
    EXPECT_EQ(finished(body, input)->at("blocks"), blocks(2));
  EXPECT_TRUE(finished(body, {{"blocks", blocks(49)}, {"context", "why: a"}}));
  EXPECT_FALSE(finished(body, {{"blocks", blocks(50)}, {"context", "why: a"}}));
  EXPECT_FALSE(finished(body, {{"context", "why: a"}})) << "there is no list";
  EXPECT_FALSE(finished(body, {{"blocks", blocks(1)}, {"context", 7}}));
}

TEST(RequestBody, PartsAreWrittenAsBrowsersDo) {
  const std::string body =
      "      multipart:\n        - { name: parent, text: \"${input.parent}\" }\n"
      "        - { name: file, filename: \"${input.name}\", base64: \"${input.content}\" }\n";
  const auto made = raw(body, {{"parent", "7"}, {"name", "a\"b\r\n.txt"}, {"content", "aGk="}});
  ASSERT_TRUE(made) << made.error().text();
  const auto boundary = made->type.substr(made->type.find('=') + 1);
  EXPECT_EQ(made->bytes,
            "--" + boundary +
                "\r\nContent-Disposition: form-data; name=\"parent\"\r\nContent-Type: text/plain; "
                "charset=utf-8\r\n\r\n7\r\n--" +
                boundary +
                "\r\nContent-Disposition: form-data; name=\"file\"; "
                "filename=\"a%22b%0D%0A.txt\"\r\nContent-Type: "
                "application/octet-stream\r\n\r\nhi\r\n--" +
                boundary + "--\r\n");
  EXPECT_EQ(raw(body, {{"parent", "7"}, {"name", "a"}, {"content", "aGk="}})->type,
            raw(body, {{"parent", "7"}, {"name", "a"}, {"content", "aGk="}})->type);
  EXPECT_FALSE(raw(body, {{"parent", "7"}, {"name", "a"}, {"content", "no base64!"}}));
  EXPECT_FALSE(raw(body, {{"parent", "7"}, {"name", ""}, {"content", "aGk="}}));
}

TEST(RequestBody, BytesGoAsTheyAre) {
  const std::string body =
      "      raw: { base64: \"${input.content}\", type: \"${input.?type.orValue('image/png')}\" "
      "}\n";
  const auto made = raw(body, {{"content", "AAH/"}});
  ASSERT_TRUE(made) << made.error().text();
  EXPECT_EQ(made->bytes, std::string("\0\1\xff", 3));
  EXPECT_EQ(made->type, "image/png");
  EXPECT_FALSE(raw(body, {{"content", "AAH/"}, {"type", "a\r\nX: y"}}));
}

TEST(RequestBody, OneBodyOnly) {
  EXPECT_EQ(fault_of("      json: {}\n      raw: { text: a }\n"),
            "a request has one of \"json\", \"form\", \"multipart\" and \"raw\"");
  EXPECT_EQ(fault_of("      merge: { \"\": { a: 1 } }\n"),
            "\"merge\", \"adf\", \"html\" and \"sections\" change what \"json\" gives");
  EXPECT_EQ(fault_of("      multipart: [{ name: a }]\n"),
            "a part has either \"text\" or \"base64\"");
}

}  // namespace
}  // namespace baton::connectors
