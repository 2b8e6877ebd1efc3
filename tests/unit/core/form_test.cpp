#include "baton/core/form.hpp"

#include <gmock/gmock.h>

namespace baton::core {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Type = FormField::Type;
using Format = FormField::Format;

FormField field(std::string name, Type type, Format format = Format::any) {
  FormField made{std::move(name)};
  made.type = type;
  made.format = format;
  return made;
}

Form page_form() {
  auto url = field("url", Type::string, Format::uri);
  url.required = true;
  url.label = "Page";
  auto words = field("words", Type::integer);
  words.minimum = 200;
  auto tone = field("tone", Type::string);
  tone.allowed = {"plain", "bold"};
  tone.default_value = "plain";
  return {url, words, tone};
}

// What is wrong with the values: "/url expected …".
std::vector<std::string> mistakes(const Form& form, const Json& values) {
  std::vector<std::string> told;
  for (const auto& mistake : unfit(form, values))
    told.push_back(mistake.where + ' ' + mistake.message);
  return told;
}

TEST(Form, IsReadBackAsItIsWritten) {
  auto form = page_form();
  form[1].max_length.reset();
  auto tags = field("tags", Type::list);
  tags.min_length = 1;
  tags.max_length = 3;
  tags.description = "At most three";
  form.push_back(tags);
  EXPECT_EQ(to_json(form_of(to_json(form))), to_json(form));
  EXPECT_EQ(to_json(form)[0], (Json{{"name", "url"},
                                    {"type", "string"},
                                    {"format", "uri"},
                                    {"label", "Page"},
                                    {"required", true}}));
  EXPECT_THAT(form_of(nullptr), IsEmpty());
}

TEST(Form, TakesWhatFits) {
  const auto form = page_form();
  EXPECT_THAT(mistakes(form, {{"url", "https://shop.example/bf"}, {"words", 340}}), IsEmpty());
  EXPECT_EQ(filled_in(form, {{"url", "https://shop.example/bf"}, {"words", nullptr}}),
            (Json{{"url", "https://shop.example/bf"}, {"tone", "plain"}}));
}

TEST(Form, TellsEachValueThatDoesNotFit) {
  EXPECT_THAT(mistakes(page_form(),
                       {{"url", "shop.example"}, {"words", 20}, {"tone", "loud"}, {"more", 1}}),
              ElementsAre("/url expected an address that begins with https:// or http://",
                          "/words expected 200 or more, got 20", "/tone expected plain or bold",
                          "/more the form does not ask for \"more\""));
}

TEST(Form, MissesWhatIsRequired) {
  EXPECT_THAT(mistakes(page_form(), nullptr), ElementsAre("/url \"Page\" is missing"));
  EXPECT_THAT(mistakes(page_form(), {{"url", "  "}}), ElementsAre("/url \"Page\" is missing"));
  EXPECT_THAT(mistakes(page_form(), Json::array()),
              ElementsAre(" expected an object of values by their names"));
}

TEST(Form, KnowsTypesAndFormats) {
  EXPECT_EQ(unfit(field("n", Type::number), "3"), "expected a number");
  EXPECT_EQ(unfit(field("n", Type::number), 3.5), "");
  EXPECT_EQ(unfit(field("n", Type::integer), 3.5), "expected a whole number");
  EXPECT_EQ(unfit(field("b", Type::boolean), "yes"), "expected true or false");
  EXPECT_EQ(unfit(field("t", Type::string), "two\nlines"), "expected one line");
  EXPECT_EQ(unfit(field("t", Type::string, Format::lines), "two\nlines"), "");
  EXPECT_EQ(unfit(field("d", Type::string, Format::date), "2026-02-30"),
            "expected a day, as 2026-05-04");
  EXPECT_EQ(unfit(field("d", Type::string, Format::date), "2026-02-28"), "");
  EXPECT_EQ(unfit(field("d", Type::string, Format::date_time), "2026-02-28T10:00:00Z"), "");
  EXPECT_EQ(unfit(field("m", Type::string, Format::email), "ana@shop.example"), "");
  EXPECT_EQ(unfit(field("m", Type::string, Format::email), "ana"), "expected an e-mail address");
  EXPECT_EQ(unfit(field("m", Type::string, Format::email), "ana@shop"),
            "expected an e-mail address");
  EXPECT_EQ(unfit(field("u", Type::string, Format::uri), "https://"),
            "expected an address that begins with https:// or http://");
  EXPECT_EQ(unfit(field("l", Type::list), Json::array({"a", 1})), "expected a list of texts");
}

TEST(Form, TakesNoCharactersThatNobodyTypes) {
  const auto text = field("t", Type::string, Format::lines);
  const std::string expected = "expected a text without control characters, got U+00";
  EXPECT_EQ(unfit(text, std::string("a\0b", 3)), expected + "00");
  EXPECT_EQ(unfit(text, "a\x1b[31m"), expected + "1B");
  EXPECT_EQ(unfit(text, "\x7f"), expected + "7F");
  EXPECT_EQ(unfit(text, "a\xC2\x9B"), expected + "9B");
  EXPECT_EQ(unfit(text, "one\r\n\ttwo \xC2\xA0 \xC3\xA9"), "");
  EXPECT_EQ(unfit(field("t", Type::string), "\x08"), expected + "08");
  EXPECT_EQ(unfit(field("l", Type::list), Json::array({"a", "\x01"})), expected + "01");
}

TEST(Form, CountsCharactersAndItems) {
  auto name = field("name", Type::string);
  name.min_length = 2;
  name.max_length = 3;
  EXPECT_EQ(unfit(name, "\xC3\xA4\xC3\xB6\xC3\xBC"), "");
  EXPECT_EQ(unfit(name, "a"), "expected at least 2 characters, got 1");
  EXPECT_EQ(unfit(name, "abcd"), "expected at most 3 characters, got 4");
  auto tags = field("tags", Type::list);
  tags.allowed = {"seo", "ads"};
  tags.max_length = 1;
  EXPECT_EQ(unfit(tags, Json::array({"seo", "ads"})), "expected at most 1 item, got 2");
  EXPECT_EQ(unfit(tags, Json::array({"tv"})), "expected seo or ads, got \"tv\"");
  EXPECT_EQ(unfit(field("t", Type::string), std::string(10'001, 'a')),
            "expected at most 10000 characters, got 10001");
}

}  // namespace
}  // namespace baton::core
