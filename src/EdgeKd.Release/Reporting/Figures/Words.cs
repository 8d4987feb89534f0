using System.Globalization;

namespace EdgeKd.Release;

/// <summary>Numbers as a report writes them: the same on every machine.</summary>
internal static class Words
{
    /// <summary>A share as per cent: <c>91.25 %</c>.</summary>
    public static string Percent(double? share) => share is { } value ? string.Create(CultureInfo.InvariantCulture, $"{100 * value:0.00} %") : "–";

    /// <summary>A difference of shares in points, with its sign: <c>-0.50</c>.</summary>
    public static string Points(double difference) => (100 * difference).ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);

    /// <summary>Milliseconds: <c>1.234 ms</c>.</summary>
    public static string Ms(double? milliseconds) => milliseconds is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value:0.000} ms") : "–";

    /// <summary>Bytes in the unit that is read best: <c>8.75 MB</c>.</summary>
    public static string Bytes(long? bytes) => bytes switch
    {
        null => "–",
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.00} MB"),
        >= 1_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
    };

    /// <summary>A whole number with its thousands apart: <c>10,000</c>.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number with four digits that count.</summary>
    public static string Number(double number) => number.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>Something and its number: <c>1 image</c>, <c>2 images</c>.</summary>
    public static string Plural(long number, string one, string? many = null) => $"{Count(number)} {(number == 1 ? one : many ?? one + "s")}";

    /// <summary>A number of the gate in its unit.</summary>
    public static string InUnit(double number, string unit) => unit switch
    {
        "share" => Percent(number),
        "points" => string.Create(CultureInfo.InvariantCulture, $"{number:+0.00;-0.00;0.00} points"),
        "ms" => Ms(number),
        "bytes" => Bytes((long)number),
        _ => $"{Number(number)} {unit}",
    };

    /// <summary>What would decide a rule that is not decided.</summary>
    public static string Needed(RuleResult rule, long needed) => $"{Plural(needed, rule.Unit is "ms" or "bytes" ? "block" : "image")} would decide it.";

    /// <summary>An outcome as a word.</summary>
    public static string Outcome(Enum outcome) => outcome.ToString().ToUpperInvariant();
}
