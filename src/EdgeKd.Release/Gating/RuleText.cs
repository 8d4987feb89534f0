using static System.FormattableString;

namespace EdgeKd.Release;

/// <summary>Numbers as the gate's sentences say them.</summary>
internal static class RuleText
{
    /// <summary>A value with its unit.</summary>
    public static string Value(double value, string unit) => unit switch
    {
        "share" => Invariant($"{Math.Round(100 * value, 9):F2} %"),
        "points" => Invariant($"{Digits(value)} points"),
        "ms" => Invariant($"{value:F3} ms"),
        "bytes" => Invariant($"{value:N0} bytes"),
        "nats" => Invariant($"{value:F4} nats"),
        "cost" => Invariant($"{value:F4}"),
        _ => Invariant($"{value:G6}"),
    };

    /// <summary>A difference with its sign and unit.</summary>
    public static string Signed(double value, string unit) => (value < 0 ? "-" : "+") + Value(Math.Abs(value), unit);

    /// <summary>A rule's metric in a sentence, with its class and slice.</summary>
    public static string Subject(PolicyRule rule, string? className, string? slice) =>
        MetricTraits.Of(rule.Metric).Words + (className is null ? "" : $" of {className}") + (slice is null ? "" : $" in the slice {slice}");

    /// <summary>Two digits, or the first that is not zero: a rule is never broken by 0.00 points.</summary>
    private static string Digits(double points) => points is > 0 and < 0.005 ? Invariant($"{points:G1}") : Invariant($"{points:F2}");
}
