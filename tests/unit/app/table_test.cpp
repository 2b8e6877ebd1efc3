#include "app/table.hpp"

#include "app/words.hpp"

#include <gtest/gtest.h>
#include <sstream>

namespace baton::app {
namespace {

TEST(Table, AlignsByWhatATerminalShows) {
  std::ostringstream out, err;
  Terminal terminal(out, err, {});
  Table table({"NAME", "STATUS"});
  table.add({{"é"}, {"✓ succeeded", Colour::green}});
  table.add({{"東京"}, {"✕ failed", Colour::red}});
  table.print(terminal);
  EXPECT_EQ(out.str(),
            "NAME  STATUS\n"
            "é     ✓ succeeded\n"
            "東京  ✕ failed\n");
}

TEST(Table, ColoursOnlyWhereAllowed) {
  std::ostringstream out, err;
  Terminal terminal(out, err, {Format::table, true, false});
  Table table({"A"});
  table.add({{"x", Colour::green}});
  table.print(terminal);
  EXPECT_NE(out.str().find("\x1b[32mx\x1b[0m"), std::string::npos);
  EXPECT_EQ(terminal.paint_err("x", Colour::red), "x");
}

TEST(Table, ATextFromOutsideCannotDriveTheTerminal) {
  EXPECT_EQ(printable("a\x1b[2Jb\nc\x7f"), "a [2Jb c ");
  EXPECT_EQ(printable("a\xc2\x9b"
                      "b"),
            "a b");
  EXPECT_EQ(printable("é"), "é");
}

TEST(Table, ATextFromOutsideIsNoMarkdown) {
  std::ostringstream out, err;
  Terminal terminal(out, err, {.format = Format::md});
  Table table({"A", "B"});
  table.add({{"a|b"}, {"a\\|b"}});
  table.add({{"![x](https://x.example)"}, {"<img> `code`"}});
  table.print(terminal);
  EXPECT_EQ(out.str(),
            "| A | B |\n| --- | --- |\n"
            "| a\\|b | a\\\\\\|b |\n"
            "| !\\[x\\](https://x.example) | \\<img> \\`code\\` |\n");
}

TEST(Table, FitsTheTerminalAndCutsNothingInAPipe) {
  const std::string longest(70, 'x');
  const auto printed = [&](std::size_t columns) {
    std::ostringstream out, err;
    Terminal terminal(out, err, {.columns = columns});
    Table table({"RUN", "WHY"});
    table.add({{"run_1"}, {longest}});
    table.print(terminal);
    return out.str();
  };
  EXPECT_EQ(printed(40), "RUN    WHY\nrun_1  " + std::string(32, 'x') + "…\n");
  EXPECT_EQ(printed(0), "RUN    WHY\nrun_1  " + longest + "\n");
  EXPECT_EQ(printed(200), printed(0));
}

TEST(Table, LeavesWholeWhatIsCopied) {
  const auto printed = [](std::size_t whole) {
    std::ostringstream out, err;
    Terminal terminal(out, err, {.columns = 30});
    Table table({"RUN", "TITLE", "WHY"});
    table.keep_whole(whole);
    table.add({{"run_0123456789"}, {"A long title of it"}, {"SET_THIS_VARIABLE"}});
    table.print(terminal);
    return out.str();
  };
  EXPECT_NE(printed(0).find("run_0123456789"), std::string::npos);
  EXPECT_NE(printed(2).find("SET_THIS_VARIABLE\n"), std::string::npos) << "the terminal wraps it";
}

TEST(Table, AMarkThatTurnsTheDirectionOfATextIsNotPrinted) {
  EXPECT_EQ(printable("pay \xe2\x80\xae"
                      "001"),
            "pay  001");
  EXPECT_EQ(printable("\xe2\x81\xa6x\xe2\x81\xa9"), " x ");
  EXPECT_EQ(printable("\xe2\x80\x9cquoted\xe2\x80\x9d"), "\xe2\x80\x9cquoted\xe2\x80\x9d");
}

TEST(Terminal, JsonCannotDriveTheTerminalAndStaysTheSame) {
  const core::Json value = {{"a", "\xc2\x9b[2J \x7f \xe2\x80\xae\xc3\xa9"}};
  for (const auto format : {Format::json, Format::ndjson}) {
    std::ostringstream out, err;
    Terminal terminal(out, err, {.format = format});
    terminal.print(value);
    EXPECT_EQ(out.str().find('\xc2'), std::string::npos);
    EXPECT_EQ(out.str().find("\xe2\x80"), std::string::npos);
    EXPECT_EQ(core::Json::parse(out.str()), value);
  }
}

TEST(Table, CutsLongTexts) {
  EXPECT_EQ(cut("abcdef", 4), "abc…");
  EXPECT_EQ(cut("abcd", 4), "abcd");
  EXPECT_EQ(cut("東京東京", 5), "東京…");
  EXPECT_EQ(width_of("e\xcc\x81"), 1U);
  EXPECT_EQ(width_of("\xf0\x9f\x98\x80"), 2U);
  EXPECT_EQ(width_of("\u0645\u06cc\u200c\u0631\u0648\u062f"), 5U) << "a non-joiner has no width";
  EXPECT_EQ(width_of("\xe6"), 1U);  // cut short: one byte, one column
}

TEST(Colour, NeedsATerminalAndNoObjection) {
  EXPECT_TRUE(shows_colour(true, "", "xterm"));
  EXPECT_FALSE(shows_colour(false, "", "xterm"));
  EXPECT_FALSE(shows_colour(true, "1", "xterm"));
  EXPECT_FALSE(shows_colour(true, "", "dumb"));
}

TEST(Words, TellTransitions) {
  EXPECT_EQ(tell({{"is", "StepStarted"}, {"step", "ticket"}, {"attempt", 3}}).what,
            "started, attempt 3");
  EXPECT_EQ(tell({{"is", "StepStarted"}, {"step", "ticket"}}).who.text, "● ticket");
  EXPECT_EQ(tell({{"is", "ApprovalDecided"},
                  {"step", "legal"},
                  {"actor", "token:ops"},
                  {"approve", true},
                  {"comment", "fine"}})
                .what,
            "approved by token:ops: fine");
  EXPECT_EQ(tell({{"is", "ApprovalDecided"}, {"step", "legal"}}).who.text, "✕ legal");
  EXPECT_EQ(tell({{"is", "StepWaiting"},
                  {"step", "s"},
                  {"type", "ticket.updated"},
                  {"path", "event.data.key"},
                  {"value", "W-1"}})
                .what,
            "waits for ticket.updated where event.data.key is W-1");
  EXPECT_EQ(tell({{"is", "StepWaiting"}, {"step", "s"}, {"due", 1'000'000}}).what,
            "sleeps until 1970-01-01T00:00:01Z");
  EXPECT_EQ(tell({{"is", "SomethingNew"}}).what, "SomethingNew");
  EXPECT_EQ(tell("no object").what, "");
}

TEST(Words, TimesAreRelative) {
  const core::Time now = core::parse_rfc3339("2026-05-04T10:00:00Z").value();
  EXPECT_EQ(relative("2026-05-04T09:57:00Z", now), "3m ago");
  EXPECT_EQ(relative("2026-05-04T12:00:00Z", now), "in 2h");
  EXPECT_EQ(relative("2026-05-04T10:00:00Z", now), "just now");
  EXPECT_EQ(relative("2026-04-30T10:00:00Z", now), "4d ago");
  EXPECT_EQ(relative("2026-08-02T09:59:59.5Z", now), "in 90d") << "what has just begun is whole";
  EXPECT_EQ(relative("2026-05-04T10:00:59.7Z", now), "in 1m");
  EXPECT_EQ(relative("later", now), "later");
  EXPECT_EQ(time_of_day("2026-05-04T10:11:12.5Z"), "10:11:12");
}

TEST(Words, ACommandToCopyIsQuotedForAShell) {
  EXPECT_EQ(shell_word("my-folder/a_1.db"), "my-folder/a_1.db");
  EXPECT_EQ(shell_word("age:>1d"), "'age:>1d'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_word(""), "''");
}

TEST(Words, OutlineIsReadable) {
  const core::Json value = {
      {"name", "a"}, {"list", {{{"x", 1}, {"y", "two"}}, "three"}}, {"nothing", nullptr}};
  EXPECT_EQ(outline(value), "list:\n  - x: 1\n    y: two\n  - three\nname: a\n");
}

}  // namespace
}  // namespace baton::app
