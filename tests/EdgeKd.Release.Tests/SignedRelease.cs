using System.Security.Cryptography;

namespace EdgeKd.Release.Tests;

/// <summary>A whole release in a folder, decided, packed and signed, to change one thing of in tests.</summary>
internal sealed class SignedRelease : IDisposable
{
    public static readonly DateOnly Today = new(2026, 11, 26);

    private readonly TemporaryFolder _folder = new();

    public SignedRelease(ValidationEvidence? evidence = null, ReleasedBaseline? baseline = null)
    {
        Evidence = evidence ?? Samples.Evidence(count: 40, right: 36, runs: 20, profile: Profiles.Quick);
        foreach (var model in Evidence.Models)
            File.WriteAllBytes(Part($"model.{model.Precision}.onnx"), RandomNumberGenerator.GetBytes((int)model.SizeBytes));
        Gate = new GateCase
        {
            Policy = new GatePolicy { Rules = [new() { Metric = GateMetrics.Top1, AtLeast = 0.5 }, new() { Metric = GateMetrics.SizeBytes, AtMost = 1e6 }] },
            Candidate = Evidence,
            Baseline = baseline,
            Today = Today,
            ModelDigests = Evidence.Models.ToDictionary(model => model.Precision, model => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Part($"model.{model.Precision}.onnx"))))),
        };
        Evidence.Save(Part(ValidationEvidence.FileName));
        ReleaseGate.Decide(Gate).Save(Part(Verdict.FileName));
        File.WriteAllBytes(Part(GatePolicy.BundledFileName), Gate.Policy.ToBytes());
        GateInputs.Of(Gate).Save(Part(GateInputs.FileName));
        Signer = PrivateKeySigner.Parse(PrivatePem(), "test");
        Trust = TrustedKeys.Of([new TrustedKey("release", Signer.PublicKey)], "trust.yaml");
    }

    public ValidationEvidence Evidence { get; }

    public GateCase Gate { get; }

    public PrivateKeySigner Signer { get; }

    public TrustedKeys Trust { get; }

    /// <summary>The folder's own path.</summary>
    public string Folder => _folder.Path;

    /// <summary>A new private key in PEM.</summary>
    public static string PrivatePem(ECCurve? curve = null)
    {
        using var key = ECDsa.Create(curve ?? ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }

    /// <summary>The place of a file that is packed.</summary>
    public string Part(string name)
    {
        Directory.CreateDirectory(_folder["parts"]);
        return Path.Combine(_folder["parts"], name);
    }

    /// <summary>Packs all parts.</summary>
    /// <param name="signer">Whoever signs; null for <see cref="Signer"/>.</param>
    public string Pack(ISigner? signer = null, BundleManifest? manifest = null)
    {
        BundleWriter.Write(_folder["release.zip"], manifest ?? Manifest(), Directory.EnumerateFiles(_folder["parts"]).ToDictionary(file => Path.GetFileName(file)), signer ?? Signer);
        return _folder["release.zip"];
    }

    public VerifiedBundle Verify(string? path = null) => BundleVerification.Verify(path ?? Pack(), Trust, Today);

    public BundleManifest Manifest() => Samples.Manifest(Evidence.Profile) with
    {
        Models = [.. Evidence.Models.Select(model => new BundleModel(model.Precision, $"model.{model.Precision}.onnx"))],
    };

    public void Dispose()
    {
        Signer.Dispose();
        _folder.Dispose();
    }
}
