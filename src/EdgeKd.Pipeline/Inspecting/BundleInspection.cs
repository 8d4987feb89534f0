using System.Globalization;
using EdgeKd.Onnx;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Inspecting;

/// <summary>Describes a bundle: its manifest, its verdict, and the models in it.</summary>
internal static class BundleInspection
{
    public static Inspection Describe(string path)
    {
        using var bundle = BundleReader.Open(path);
        var m = bundle.Manifest;
        List<KeyValuePair<string, string>> facts =
        [
            new("name", m.Name),
            new("version", m.Version),
            new("profile", m.Profile),
            new("signature", m.IsSigned ? $"{m.Signature}, not checked here: see edgekd verify" : m.Signature),
            new("input", string.Create(CultureInfo.InvariantCulture, $"{m.Input.Name}: {m.Input.Layout} {m.Input.Color} {m.Input.Height}×{m.Input.Width}, {m.Input.Resize}")),
            new("mean", Numbers(m.Input.Mean)),
            new("std", Numbers(m.Input.Std)),
            new("output", $"{m.Output.Name}: {m.Output.Kind}"),
            new("labels", string.Join(", ", m.Labels)),
        ];
        facts.AddRange(m.Files.Select(file => KeyValuePair.Create("file",
            string.Create(CultureInfo.InvariantCulture, $"{file.Path}, {file.SizeBytes:N0} bytes, SHA-256 {file.Sha256}"))));
        facts.AddRange(Lines(m.Lineage).Select(line => KeyValuePair.Create("lineage", line)));
        facts.AddRange(m.Targets.Select(target => KeyValuePair.Create("target", $"{target.Name} loads {target.Model}: {target.Because}")));
        var verdict = Verdict.Parse(bundle.Read(Verdict.FileName), Verdict.FileName);
        facts.AddRange(verdict.ToLines().Select(line => KeyValuePair.Create("verdict", line.Trim())));

        var models = m.Models.Select(model =>
            (model.Precision, model.File, Inspection: OnnxInspection.Describe(OnnxFile.Parse(bundle.Read(model.File), $"{path}: {model.File}")))).ToArray();
        foreach (var model in models)
        {
            facts.Add(new("model", $"{model.Precision}: {model.File}"));
            // Input and output stand in the manifest already.
            facts.AddRange(model.Inspection.Facts.Where(fact => fact.Key is not ("input" or "output")));
        }

        // All models are the same network: the costs and the tensors of the first stand for all.
        return models[0].Inspection with { Kind = "bundle", Facts = facts };
    }

    private static IEnumerable<string> Lines(Lineage? lineage)
    {
        if (lineage is null)
            yield break;
        yield return lineage.ParentVersion is { } parent ? $"compared with {parent}, SHA-256 of its manifest {lineage.ParentSha256}" : "first release";
        yield return $"recipe, SHA-256 {lineage.RecipeSha256}";
        yield return $"training images, SHA-256 {lineage.TrainingSetSha256}";
        yield return $"validation images, SHA-256 {lineage.ValidationSetSha256}";
        yield return $"test images, SHA-256 {lineage.TestSetSha256}";
        if (lineage.DataLockSha256 is { } locked)
            yield return $"data.lock, SHA-256 {locked}";
        yield return lineage.TeacherSha256 is { } teacher ? $"teacher, SHA-256 {teacher}" : "no teacher";
        yield return string.Create(CultureInfo.InvariantCulture, $"seed {lineage.Seed}");
    }

    private static string Numbers(IEnumerable<double> values) =>
        string.Join(", ", values.Select(v => v.ToString(CultureInfo.InvariantCulture)));
}
