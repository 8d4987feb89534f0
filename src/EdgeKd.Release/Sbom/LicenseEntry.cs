using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EdgeKd.Release;

/// <summary>How CycloneDX writes a licence.</summary>
internal static partial class LicenseEntry
{
    /// <summary>What stands there where nobody said under which licence something is.</summary>
    public const string Unknown = "unknown";

    /// <summary>The list <c>licenses</c> of a component: an SPDX expression where it is one, else a name.</summary>
    public static JsonArray Of(string? license) => license is not null && license != Unknown && Expression().IsMatch(license)
        ? [new JsonObject { ["expression"] = license }]
        : [new JsonObject { ["license"] = new JsonObject { ["name"] = string.IsNullOrWhiteSpace(license) ? Unknown : license } }];

    /// <summary>Annex D of SPDX 2.3 without parentheses: identifiers joined by AND, OR and WITH.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9.\-]+\+?( (AND|OR|WITH) [A-Za-z0-9.\-]+\+?)*$", RegexOptions.CultureInvariant)]
    private static partial Regex Expression();
}
