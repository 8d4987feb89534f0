using Semver;

namespace EdgeKd.Release;

/// <summary>Versions by Semantic Versioning 2.0.0 (semver.org).</summary>
public static class VersionOrder
{
    /// <summary>Reads a version.</summary>
    /// <param name="version">Such as <c>1.2.0</c> or <c>2.0.0-rc.1</c>.</param>
    /// <param name="where">What to name in the message.</param>
    /// <exception cref="InvalidDataException">It is no such version; one line.</exception>
    public static SemVersion Parse(string version, string where) =>
        SemVersion.TryParse(version, SemVersionStyles.Strict, out var parsed, MaxLength)
            ? parsed
            : throw new InvalidDataException($"{where}: '{Shown(version)}' is no version; write it as MAJOR.MINOR.PATCH, such as 1.2.0 or 2.0.0-rc.1 (semver.org).");

    /// <summary>Whether one version comes after another: below 0 before, 0 neither (they may differ in build metadata), above 0 after.</summary>
    /// <exception cref="InvalidDataException">One of them is no version.</exception>
    public static int Compare(string a, string b) => SemVersion.ComparePrecedence(Parse(a, "version"), Parse(b, "version"));

    // As long as a name in a bundle may be.
    private const int MaxLength = 100;

    private static string Shown(string version) => new([.. version.Take(40).Select(c => char.IsControl(c) ? '?' : c)]);
}
