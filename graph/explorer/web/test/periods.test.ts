import assert from "node:assert/strict";
import { test } from "node:test";
import { grainOf, isGuessed, periodName, periods, type Point } from "../src/about/periods";

function point(date: string, sentences = 1, by = "mail header Date"): Point {
  return { date, by, document_id: date, uri: date, title: "", sentences };
}

test("months between two documents have a bar each, empty ones too", () => {
  const { bars, vague } = periods([point("2023-11-30", 2), point("2024-02-01", 1, "file (guessed)"), point("2024-02", 4)], "month");
  assert.deepEqual(bars.map((each) => [each.key, each.sentences, each.guessed]), [["2023-11", 2, 0], ["2023-12", 0, 0], ["2024-01", 0, 0], ["2024-02", 5, 1]]);
  assert.deepEqual(vague, []);
});

test("a date that says less than the bars stands apart, and is in no bar", () => {
  const { bars, vague } = periods([point("2024"), point("2024-03-05")], "month");
  assert.deepEqual(bars.map((each) => each.key), ["2024-03"]);
  assert.deepEqual(vague.map((each) => each.date), ["2024"]);
});

test("days go over the ends of months and leap years", () => {
  assert.deepEqual(periods([point("2024-02-28"), point("2024-03-01")], "day").bars.map((each) => each.key), ["2024-02-28", "2024-02-29", "2024-03-01"]);
});

test("a stray date far away does not draw thousands of empty bars, and a day that is none ends the drawing", () => {
  assert.deepEqual(periods([point("1066-10"), point("2024-01")], "month").bars.map((each) => each.key), ["1066-10", "2024-01"]);
  assert.ok(periods([point("2024-02-30"), point("2024-03-02")], "day").bars.length < 400);
});

test("no point gives no bar", () => {
  assert.deepEqual(periods([], "month"), { bars: [], vague: [] });
});

test("a short time is shown by days, a few years by months, a long time by years", () => {
  assert.equal(grainOf([point("2024-05-01"), point("2024-06-30")]), "day");
  assert.equal(grainOf([point("2022-05-01"), point("2024-06-30")]), "month");
  assert.equal(grainOf([point("1998-05-01"), point("2024-06-30")]), "year");
  assert.equal(grainOf([point("1998"), point("2024")]), "year");
});

test("a date that only the file gives counts as guessed", () => {
  assert.ok(isGuessed("Word (modified)") && isGuessed("file (guessed)"));
  assert.ok(!isGuessed("mail header Date"));
});

test("a period is named as people say it", () => {
  assert.deepEqual(["2024", "2024-03", "2024-03-07"].map(periodName), ["2024", "March 2024", "7 March 2024"]);
});
