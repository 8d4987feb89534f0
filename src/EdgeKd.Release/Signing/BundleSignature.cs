using System.Security.Cryptography;

namespace EdgeKd.Release;

/// <summary>Whether a bundle is one of ours: signed with a key that whoever asks trusts, in every file.</summary>
public static class BundleSignature
{
    /// <summary>Requires a bundle that is signed as a whole.</summary>
    /// <param name="bundle">The bundle; its files were checked against its manifest when it was opened.</param>
    /// <param name="trust">The keys that are trusted. One inside the bundle never is.</param>
    /// <param name="today">The day on which the key has to be valid.</param>
    /// <returns>The key that signed it.</returns>
    /// <exception cref="InvalidDataException">It is unsigned, signed with another key, or a file is not the one that was signed; the
    /// message names it.</exception>
    public static TrustedKey Require(BundleReader bundle, TrustedKeys trust, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(trust);
        RequireSigned(bundle);
        var name = $"{bundle.Path}: {ModelSignature.FileName}";
        var bytes = bundle.ReadSignature()!;
        var signature = ModelSignature.Parse(bytes, name);
        var trusted = trust.Find(signature.VerificationMaterial.PublicKey.Hint, today, name);
        var statement = signature.Verify(trusted.Key, name);
        signature.RequireForm(bytes, trusted.Key, name);
        RequireSameFiles(statement.Predicate.Resources, FilesOf(bundle), bundle.Path);
        return trusted;
    }

    /// <summary>Requires that a bundle carries a signature, whosever it is.</summary>
    /// <exception cref="InvalidDataException">It is unsigned.</exception>
    public static void RequireSigned(BundleReader bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        if (!bundle.Manifest.IsSigned)
            throw new InvalidDataException($"{bundle.Path}: it is unsigned, so nobody can tell whose it is; pack it again with --key, --sign-command or {SignerChoice.Variable}.");
    }

    /// <summary>The SHA-256 of every file that the signature has to cover, by path.</summary>
    private static Dictionary<string, string> FilesOf(BundleReader bundle)
    {
        var files = bundle.Manifest.Files.ToDictionary(file => file.Path, file => file.Sha256);
        files.Add(BundleManifest.FileName, Convert.ToHexStringLower(SHA256.HashData(bundle.ReadManifest())));
        return files;
    }

    private static void RequireSameFiles(IReadOnlyList<SignedResource> signed, IReadOnlyDictionary<string, string> held, string path)
    {
        // The manifest comes last: it changes with every other file, whose name says more.
        SignedResource[] others = [.. signed.Where(resource => resource.Name != BundleManifest.FileName)];
        foreach (var resource in others)
            RequireSame(resource, held, path);
        var names = others.Select(resource => resource.Name).Append(BundleManifest.FileName).ToHashSet(StringComparer.Ordinal);
        if (held.Keys.FirstOrDefault(name => !names.Contains(name)) is { } extra)
            throw new InvalidDataException($"{path}: {extra} was not signed; take the bundle from its source again.");
        RequireSame(signed.FirstOrDefault(resource => resource.Name == BundleManifest.FileName)
            ?? throw new InvalidDataException($"{path}: {BundleManifest.FileName} was not signed; take the bundle from its source again."), held, path);
    }

    private static void RequireSame(SignedResource resource, IReadOnlyDictionary<string, string> held, string path)
    {
        if (!held.TryGetValue(resource.Name, out var digest))
            throw new InvalidDataException($"{path}: {resource.Name} was signed, but the bundle does not hold it; take it from its source again.");
        if (digest != resource.Digest)
            throw new InvalidDataException($"{path}: {resource.Name} is not the file that was signed; take the bundle from its source again.");
    }
}
