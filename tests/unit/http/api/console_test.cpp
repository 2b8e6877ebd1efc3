#include "http/api/console.hpp"

#include <array>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace baton::http {
namespace {

constexpr std::string_view kBrowser = "text/html,application/xhtml+xml,*/*;q=0.8";

constexpr std::array kFiles{
    ConsoleFile{"/index.html", "text/html; charset=utf-8", "\"page\"", false, "<!doctype html>"},
    ConsoleFile{"/icon.svg", "image/svg+xml", "\"icon\"", false, "<svg/>"},
    ConsoleFile{"/assets/app-1a2b.js", "text/javascript", "\"code\"", true, "compressed"}};

// A request whose texts are literals.
Request asked(std::string_view method, std::string_view path, std::vector<Field> fields = {}) {
  Request request;
  request.method = method;
  request.path = path;
  request.fields = std::move(fields);
  return request;
}

// The path of the file that answers; empty when none does.
std::string_view answers(const Request& request) {
  const ConsoleFile* file = console_file(request, kFiles);
  return file == nullptr ? std::string_view() : file->path;
}
std::string_view opened(std::string_view path) {
  return answers(asked("GET", path, {{"Accept", kBrowser}}));
}

bool has(const Response& response, std::string_view line) {
  return response.fields.find(std::string(line) + "\r\n") != std::string::npos;
}

TEST(Console, AnAddressOpenedInABrowserIsThePage) {
  for (const auto* path :
       {"/", "/runs", "/runs/run_k3", "/events", "/templates/a/edit", "/no/where"})
    EXPECT_EQ(opened(path), "/index.html") << path;
  EXPECT_EQ(answers(asked("HEAD", "/runs", {{"Accept", "text/html"}})), "/index.html");
}

TEST(Console, WhoeverAcceptsNoHtmlIsToldThatThereIsNothing) {
  EXPECT_EQ(answers(asked("GET", "/runs")), "");
  EXPECT_EQ(answers(asked("GET", "/runs", {{"Accept", "*/*"}})), "");
  EXPECT_EQ(answers(asked("GET", "/runs", {{"Accept", "application/json, text/htmlx"}})), "");
}

TEST(Console, NothingOfTheApiIsAPage) {
  EXPECT_EQ(opened("/api/v1/runz"), "");
  EXPECT_EQ(answers(asked("POST", "/events", {{"Accept", kBrowser}})), "");
  EXPECT_EQ(answers(asked("DELETE", "/icon.svg")), "");
}

// A page that was loaded before the server became another version asks for files that are gone.
TEST(Console, AFileThatIsGoneIsNoPage) { EXPECT_EQ(opened("/assets/app-0000.js"), ""); }

TEST(Console, AFileIsSentAsItIs) {
  const Response icon = console_answer(kFiles[1], asked("GET", "/icon.svg"));
  EXPECT_EQ(icon.status, 200);
  EXPECT_EQ(icon.content_type, "image/svg+xml");
  EXPECT_EQ(icon.content(), "<svg/>");
  EXPECT_TRUE(has(icon, "ETag: \"icon\""));
  EXPECT_TRUE(has(icon, "Cache-Control: no-cache"));
  EXPECT_EQ(icon.fields.find("Content-Encoding"), std::string::npos);
}

TEST(Console, WhatHasItsContentInItsNameIsKeptForEver) {
  const Response code = console_answer(kFiles[2], asked("GET", kFiles[2].path));
  EXPECT_TRUE(has(code, "Cache-Control: public, max-age=31536000, immutable"));
  EXPECT_TRUE(has(code, "Content-Encoding: gzip"));
}

TEST(Console, ThePageMayLoadOnlyWhatIsFromHere) {
  const Response page = console_answer(kFiles[0], asked("GET", "/"));
  EXPECT_TRUE(has(page,
                  "Content-Security-Policy: default-src 'self'; img-src 'self' data:; "
                  "object-src 'none'; base-uri 'none'; form-action 'self'; "
                  "frame-ancestors 'none'"));
  EXPECT_TRUE(has(page, "Referrer-Policy: no-referrer"));
}

TEST(Console, WhatTheClientHasIsNotSentAgain) {
  for (const auto* tag : {"\"page\"", "W/\"page\"", "\"other\", \"page\""}) {
    const Response page = console_answer(kFiles[0], asked("GET", "/", {{"If-None-Match", tag}}));
    EXPECT_EQ(page.status, 304) << tag;
    EXPECT_EQ(page.content(), "");
    EXPECT_TRUE(has(page, "ETag: \"page\""));
  }
  const Response page =
      console_answer(kFiles[0], asked("GET", "/", {{"If-None-Match", "\"other\""}}));
  EXPECT_EQ(page.status, 200);
}

TEST(Console, CompressedIsWhatTheClientTakes) {
  const auto status = [](std::string_view codings) {
    return console_answer(kFiles[2], asked("GET", kFiles[2].path, {{"Accept-Encoding", codings}}))
        .status;
  };
  EXPECT_EQ(status("gzip, deflate, br"), 200);
  EXPECT_EQ(status("br;q=1.0, GZIP;q=0.8"), 200);
  EXPECT_EQ(status("*"), 200);
  EXPECT_EQ(status("identity"), 406);
}

// Every file that the build has packed, of which there are none without the console.
TEST(Console, FilesAreWhole) {
  for (const ConsoleFile& file : console_files()) {
    EXPECT_TRUE(file.path.starts_with('/'));
    EXPECT_FALSE(file.content_type.empty()) << file.path;
    EXPECT_FALSE(file.bytes.empty()) << file.path;
    EXPECT_TRUE(file.tag.starts_with('"') && file.tag.ends_with('"')) << file.path;
    EXPECT_EQ(file.gzip, file.bytes.starts_with("\x1f\x8b")) << file.path;
  }
  if (!console_files().empty()) {
    EXPECT_NE(console_file(asked("GET", "/index.html"), console_files()), nullptr);
  }
}

TEST(Console, WhatTheTableHasIsAnsweredFromThere) {
  const Endpoint health{
      .method = "GET", .path = "/healthz", .needs = identity::Needs::nothing, .handler = Ingress{}};
  EXPECT_EQ(with_console(asked("GET", "/healthz", {{"Accept", kBrowser}}), &health), &health);
  EXPECT_EQ(with_console(asked("GET", "/"), &health), &health);
  EXPECT_EQ(with_console(asked("GET", "/api/v1/runz", {{"Accept", kBrowser}}), nullptr), nullptr);
  const Endpoint* page = with_console(asked("GET", "/events", {{"Accept", kBrowser}}), nullptr);
  EXPECT_EQ(page != nullptr, !console_files().empty());
}

}  // namespace
}  // namespace baton::http
