using System.Globalization;

namespace EdgeKd.Release;

/// <summary>The public keys that signatures are checked with. They come from whoever checks; a key that comes with what it signed is
/// never one of them.</summary>
public sealed class TrustedKeys
{
    private readonly IReadOnlyList<TrustedKey> _keys;

    private TrustedKeys(IReadOnlyList<TrustedKey> keys, string source)
    {
        _keys = keys;
        Source = source;
    }

    /// <summary>Where they come from: the file of the key, or the trust file.</summary>
    public string Source { get; }

    /// <summary>One key, without a validity.</summary>
    /// <param name="path">The file of the public key.</param>
    /// <exception cref="InvalidDataException">It is no public key.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static TrustedKeys OfKey(string path) => new([new TrustedKey(Path.GetFileName(path), PublicKey.Load(path))], path);

    /// <summary>The keys of a trust file.</summary>
    /// <param name="path">YAML (or JSON): <c>keys</c>, each with <c>name</c>, <c>publicKey</c> (PEM), and if wanted <c>validFrom</c> and
    /// <c>validUntil</c> (yyyy-MM-dd, both included).</param>
    /// <exception cref="InvalidDataException">It is no such file; the message names the entry.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static TrustedKeys Load(string path) => new(TrustFile.Read(path), path);

    /// <summary>These keys.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="source">Where they come from, for errors.</param>
    public static TrustedKeys Of(IReadOnlyList<TrustedKey> keys, string source) => new([.. keys], source);

    /// <summary>The keys whose signatures are taken on a day.</summary>
    public IEnumerable<TrustedKey> ValidOn(DateOnly day) => _keys.Where(key => key.IsValidOn(day));

    /// <summary>The key with a fingerprint, valid on a day.</summary>
    /// <param name="fingerprint">A <see cref="PublicKey.Fingerprint"/>, as a signature hints at it; hostile.</param>
    /// <param name="day">Today.</param>
    /// <param name="name">What is signed with it, for errors.</param>
    /// <exception cref="InvalidDataException">None of the keys has it, or it is not valid on that day.</exception>
    public TrustedKey Find(string? fingerprint, DateOnly day, string name)
    {
        if (_keys.FirstOrDefault(key => key.Key.Fingerprint == fingerprint) is not { } found)
            throw new InvalidDataException($"{name}: it is signed with a key that {Source} does not hold; if you know whose it is, get the public key from them and not with the bundle.");
        if (_keys.FirstOrDefault(key => key.Key.Fingerprint == fingerprint && key.IsValidOn(day)) is { } valid)
            return valid;
        throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
            $"{name}: its key {found.Name} is valid {(found.ValidFrom is { } from ? $"from {from:yyyy-MM-dd} " : "")}{(found.ValidUntil is { } until ? $"until {until:yyyy-MM-dd} " : "")}by {Source}, and today is {day:yyyy-MM-dd}."));
    }
}
