using System.Text.Json.Nodes;

namespace EdgeKd.EndToEnd;

/// <summary>What lies in a store.</summary>
internal static class StoredOutputs
{
    /// <summary>Stage, key and name of each deterministic output with its digest.</summary>
    public static SortedDictionary<string, string> Deterministic(string recipeFolder)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(recipeFolder, "stage.json", SearchOption.AllDirectories))
        {
            var record = JsonNode.Parse(File.ReadAllText(path))!;
            foreach (var output in record["outputs"]!.AsArray().Where(output => (string)output!["kind"]! == "deterministic"))
                found.Add($"{record["stage"]}/{record["key"]}/{output!["name"]}", (string)output["sha256"]!);
        }
        return found;
    }
}
