namespace EdgeKd.Release;

/// <summary>The rules that a manifest has to keep.</summary>
internal static class ManifestChecks
{
    /// <summary>The largest side of an image that a model may ask for, in pixels.</summary>
    private const int MaxSide = 1 << 14;

    /// <summary>The first broken rule, naming its field; null where all are kept.</summary>
    public static string? FaultOf(BundleManifest manifest) => Faults(manifest).FirstOrDefault(fault => fault is not null);

    private static IEnumerable<string?> Faults(BundleManifest m)
    {
        yield return m.Schema == 3 ? null : $"schema is {m.Schema}, but this program knows schema 3; pack it again";
        yield return NamePart("name", m.Name);
        yield return NamePart("version", m.Version);
        yield return Profiles.IsKnown(m.Profile) ? null : $"profile is '{m.Profile}' instead of '{Profiles.Quick}' or '{Profiles.Release}'";
        yield return m.Signature is BundleManifest.Unsigned or ModelSignature.FileName
            ? null
            : $"signature is '{Shown(m.Signature)}' instead of '{ModelSignature.FileName}' or '{BundleManifest.Unsigned}'";
        yield return Word("input.name", m.Input.Name);
        yield return (m.Input.Layout, m.Input.Dtype) is ("NCHW", "float32") or ("NHWC", "uint8")
            ? null
            : $"input.layout and input.dtype are '{Shown(m.Input.Layout)}' and '{Shown(m.Input.Dtype)}', but only NCHW of float32 and NHWC of uint8 are known";
        yield return m.Input.Interpolation is "bilinear" or "bicubic" ? null : $"input.interpolation is '{Shown(m.Input.Interpolation)}' instead of bilinear or bicubic";
        yield return m.Input.Color == "RGB" ? null : $"input.color is '{m.Input.Color}', but only RGB is known";
        yield return Side("input.height", m.Input.Height);
        yield return Side("input.width", m.Input.Width);
        yield return Channels("input.mean", m.Input.Mean, value => double.IsFinite(value), "finite numbers");
        yield return Channels("input.std", m.Input.Std, value => value > 0 && double.IsFinite(value), "finite numbers above 0");
        yield return m.Input.Range is [var low, var high] && double.IsFinite(low) && double.IsFinite(high) && low < high
            ? null
            : "input.range is not a lower and a higher finite number";
        yield return Word("input.resize", m.Input.Resize);
        yield return Word("output.name", m.Output.Name);
        yield return m.Labels.Count >= 2 ? null : $"labels has {m.Labels.Count} entries, but a classifier has at least 2";
        for (var i = 0; i < m.Labels.Count; i++)
            yield return Word($"labels[{i}]", m.Labels[i]);
        yield return m.Lineage?.Fault;

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { BundleManifest.FileName, ModelSignature.FileName };
        for (var i = 0; i < m.Files.Count; i++)
            yield return m.Files[i] is { } file ? FaultOf($"files[{i}]", file, seen) : $"files[{i}] is null";
        foreach (var fault in Models(m).Concat(Targets(m)))
            yield return fault;
    }

    private static IEnumerable<string?> Models(BundleManifest m)
    {
        yield return m.Models.Count > 0 ? null : "models is empty, but a bundle has at least one";
        for (var i = 0; i < m.Models.Count; i++)
        {
            if (m.Models[i] is not { } model)
            {
                yield return $"models[{i}] is null";
                continue;
            }

            yield return NamePart($"models[{i}].precision", model.Precision);
            yield return m.Files.Any(file => file.Path == model.File) ? null : $"models[{i}].file '{Shown(model.File)}' is none of files";
            yield return m.Models.Take(i).Any(other => other.Precision == model.Precision || other.File == model.File)
                ? $"models[{i}] has the precision or the file of an earlier one"
                : null;
        }
    }

    private static IEnumerable<string?> Targets(BundleManifest m)
    {
        yield return m.Targets.Count > 0 ? null : "targets is empty, but a bundle has at least one";
        for (var i = 0; i < m.Targets.Count; i++)
        {
            if (m.Targets[i] is not { } target)
            {
                yield return $"targets[{i}] is null";
                continue;
            }

            yield return NamePart($"targets[{i}].name", target.Name);
            yield return Word($"targets[{i}].because", target.Because);
            yield return m.Models.Any(model => model.File == target.Model) ? null : $"targets[{i}].model '{Shown(target.Model)}' is none of models";
            yield return m.Targets.Take(i).Any(other => other.Name == target.Name) ? $"targets[{i}].name '{target.Name}' stands there twice" : null;
        }
    }

    private static string? FaultOf(string field, BundleFile file, HashSet<string> seen)
    {
        if (EntryName.FaultOf(file.Path) is { } fault)
            return $"{field}.path {fault}";
        if (!seen.Add(file.Path))
            return $"{field}.path '{file.Path}' stands there twice";
        if (file.SizeBytes < 0)
            return $"{field}.sizeBytes is {file.SizeBytes}";
        return file.Sha256 is { Length: 64 } digest && digest.All(char.IsAsciiHexDigitLower)
            ? null
            : $"{field}.sha256 is not 64 lower-case hexadecimal digits";
    }

    /// <summary>Name and version become parts of file names; precisions and targets are words like these.</summary>
    private static string? NamePart(string field, string value) =>
        value is { Length: > 0 and <= 100 } && value[0] != '.' && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '+')
            ? null
            : $"{field} is '{Shown(value)}', but only letters, digits, '-', '_', '+' and '.' (not first) can stand in it, at most 100";

    private static string? Word(string field, string value) =>
        !string.IsNullOrWhiteSpace(value) && !value.Any(char.IsControl) ? null : $"{field} is empty or holds a control character";

    private static string? Side(string field, int value) => value is > 0 and <= MaxSide ? null : $"{field} is {value} instead of 1 to {MaxSide}";

    private static string? Channels(string field, IReadOnlyList<double> values, Func<double, bool> fits, string what) =>
        values.Count == 3 && values.All(fits) ? null : $"{field} does not hold 3 {what}, one a channel";

    private static string Shown(string value) => new([.. value.Take(40).Where(c => !char.IsControl(c))]);
}
