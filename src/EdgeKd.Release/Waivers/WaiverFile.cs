using System.Globalization;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace EdgeKd.Release;

/// <summary>The file of a model's waivers, <c>waivers.yaml</c>: a list that people read and that is only ever added to.</summary>
public static class WaiverFile
{
    /// <summary>The name of the file, beside the policy.</summary>
    public const string FileName = "waivers.yaml";

    private const int MaxWaivers = 1000;

    /// <summary>Reads the waivers. They say nothing until they are checked: see <see cref="WaiverReview"/>.</summary>
    /// <param name="path">The file; without it there are none.</param>
    /// <exception cref="InvalidDataException">It is no such list; the message names the entry.</exception>
    public static IReadOnlyList<Waiver> Load(string path) => File.Exists(path) ? Waivers(YamlFile.Read<List<Entry?>>(path), path) : [];

    /// <summary>Adds a waiver to the end of the file; what stands in it stays as it is.</summary>
    /// <exception cref="InvalidDataException">The file is not a list of waivers.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Append(string path, Waiver waiver)
    {
        ArgumentNullException.ThrowIfNull(waiver);
        Load(path);
        var before = File.Exists(path) ? File.ReadAllText(path) : "";
        var serializer = new SerializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).WithDefaultScalarStyle(ScalarStyle.DoubleQuoted).Build();
        var entry = serializer.Serialize(new[]
        {
            new Entry
            {
                Rule = waiver.Rule,
                Reason = waiver.Reason,
                Owner = waiver.Owner,
                Until = waiver.Until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                Signature = waiver.Signature,
            },
        });
        var text = before + (before.Length == 0 || before.EndsWith('\n') ? "" : "\n") + entry.ReplaceLineEndings("\n");
        Waivers(YamlFile.Parse<List<Entry?>>(text, path), path);
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    private static Waiver[] Waivers(List<Entry?> entries, string path) => entries.Count <= MaxWaivers
        ? [.. entries.Select((entry, i) => One(entry, $"{path}: waiver {i + 1}"))]
        : throw new InvalidDataException($"{path}: {entries.Count} waivers are more than the {MaxWaivers} allowed; take out those that are over.");

    private static Waiver One(Entry? entry, string at)
    {
        if (entry is not { Rule: { } rule, Reason: { } reason, Owner: { } owner, Until: { } until, Signature: { } signature })
            throw new InvalidDataException($"{at}: it needs rule, reason, owner, until and signature; make it with 'edgekd waive'.");
        var waiver = new Waiver(rule, reason, owner, YamlFile.Day(until, $"{at}: until")!.Value, signature);
        return waiver.Fault() is { } fault ? throw new InvalidDataException($"{at}: {fault}.") : waiver;
    }

    private sealed class Entry
    {
        public string? Rule { get; set; }

        public string? Reason { get; set; }

        public string? Owner { get; set; }

        public string? Until { get; set; }

        public string? Signature { get; set; }
    }
}
