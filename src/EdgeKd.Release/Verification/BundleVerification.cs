namespace EdgeKd.Release;

/// <summary>Checks a bundle as one that comes from far away: signature, every byte, and whether its verdict follows from its data.</summary>
public static class BundleVerification
{
    /// <summary>Verifies a bundle.</summary>
    /// <param name="zipPath">The bundle.</param>
    /// <param name="trust">The keys that are trusted.</param>
    /// <param name="today">The day on which the key has to be valid.</param>
    /// <returns>What was found of a bundle that is whole, signed and consistent.</returns>
    /// <exception cref="InvalidDataException">It is not; the message names the file and what is wrong with it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static VerifiedBundle Verify(string zipPath, TrustedKeys trust, DateOnly today)
    {
        using var bundle = BundleReader.Open(zipPath);
        var key = BundleSignature.Require(bundle, trust, today);
        var evidence = ValidationEvidence.Parse(bundle.Read(ValidationEvidence.FileName), At(ValidationEvidence.FileName));
        var verdict = Verdict.Parse(bundle.Read(Verdict.FileName), At(Verdict.FileName));
        var policy = GatePolicy.Parse(bundle.Read(GatePolicy.BundledFileName), At(GatePolicy.BundledFileName));
        var inputs = GateInputs.Parse(bundle.Read(GateInputs.FileName), At(GateInputs.FileName));
        var beside = bundle.Manifest.Files.Any(file => file.Path == BaselineEvidence.FileName)
            ? BaselineEvidence.Parse(bundle.Read(BaselineEvidence.FileName), At(BaselineEvidence.FileName))
            : null;
        RequireOneRelease(bundle.Manifest, evidence, verdict, zipPath);
        RequireMeasuredModels(bundle.Manifest, evidence, inputs, zipPath);

        var again = Decide(inputs.Case(policy, evidence, beside, At(GateInputs.FileName)), zipPath);
        if (VerdictComparison.DifferenceOf(verdict, again) is { } difference)
            throw new InvalidDataException($"{zipPath}: {Verdict.FileName} does not follow from the bundle's own data: {difference}.");
        return new VerifiedBundle
        {
            Name = bundle.Manifest.Name,
            Version = bundle.Manifest.Version,
            Profile = bundle.Manifest.Profile,
            Key = key,
            Files = bundle.Manifest.Files.Count + 2,
            Verdict = again,
            UncheckedWaivers = [.. inputs.Waivers.Where(waiver => waiver.SignedBy(bundle.Manifest.Name, trust.ValidOn(today)) is null).Select(waiver => waiver.Rule)],
        };

        string At(string file) => $"{zipPath}: {file}";
    }

    /// <summary>Data that only together make no sense make the gate complain; of a bundle that is a refusal like others.</summary>
    private static Verdict Decide(GateCase gate, string zipPath)
    {
        try
        {
            return ReleaseGate.Decide(gate);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException($"{zipPath}: the gate cannot decide again by its data: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    private static void RequireOneRelease(BundleManifest manifest, ValidationEvidence evidence, Verdict verdict, string zipPath)
    {
        foreach (var (file, name, version, profile) in new[] { (ValidationEvidence.FileName, evidence.Name, evidence.Version, evidence.Profile), (Verdict.FileName, verdict.Name, verdict.Version, verdict.Profile) })
        {
            if ((name, version, profile) != (manifest.Name, manifest.Version, manifest.Profile))
                throw new InvalidDataException($"{zipPath}: {file} is of {name} {version} (profile {profile}), but the bundle of {manifest.Name} {manifest.Version} (profile {manifest.Profile}).");
        }

        string[] packed = [.. manifest.Models.Select(model => model.Precision).Order()], released = [.. verdict.Released(evidence).Select(model => model.Precision).Order()];
        if (!packed.SequenceEqual(released))
            throw new InvalidDataException($"{zipPath}: it holds the precisions {string.Join(", ", packed)}, but those that the gate released are {string.Join(", ", released)}.");
    }

    /// <summary>The files that are shipped have to be those that were measured.</summary>
    private static void RequireMeasuredModels(BundleManifest manifest, ValidationEvidence evidence, GateInputs inputs, string zipPath)
    {
        foreach (var model in manifest.Models)
        {
            var file = manifest.Files.First(file => file.Path == model.File);
            if (inputs.ModelDigests.GetValueOrDefault(model.Precision) != file.Sha256)
                throw new InvalidDataException($"{zipPath}: {model.File} is not the {model.Precision} model that {GateInputs.FileName} says was decided about.");
            if (evidence.Models.First(measured => measured.Precision == model.Precision).SizeBytes != file.SizeBytes)
                throw new InvalidDataException($"{zipPath}: {model.File} has {file.SizeBytes} bytes, but the {model.Precision} model that was measured had others.");
        }
    }
}
