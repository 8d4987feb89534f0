using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace EdgeKd.Release;

/// <summary>Signs by a command, which reaches the key where it lies: in an HSM or a key management service.</summary>
/// <remarks>The command gets the SHA-256 of the message as 64 lower-case hexadecimal digits, in place of the argument <c>{digest}</c> or
/// else as one line on its input, and answers with the ECDSA signature in DER as Base64. It is started without a shell.</remarks>
public sealed class CommandSigner : ISigner
{
    /// <summary>The argument that the digest takes the place of.</summary>
    public const string DigestArgument = "{digest}";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly string _program;
    private readonly IReadOnlyList<string> _arguments;

    /// <summary>Names the command.</summary>
    /// <param name="command">The program and its arguments, at least the program.</param>
    /// <param name="publicKey">The key that it signs with; every answer is checked with it.</param>
    /// <exception cref="ArgumentException">There is no program.</exception>
    /// <exception cref="InvalidDataException">The key is not on P-256.</exception>
    public CommandSigner(IReadOnlyList<string> command, PublicKey publicKey)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(publicKey);
        if (command.Count == 0 || string.IsNullOrWhiteSpace(command[0]))
            throw new ArgumentException("The command that signs is empty; name a program, such as --sign-command \"hsm-sign --slot 1\".");
        if (publicKey.Curve != EcdsaCurve.P256)
            throw new InvalidDataException($"The key of the command that signs is on {publicKey.Curve.Name}, but releases are signed on {EcdsaCurve.P256.Name}.");
        _program = command[0];
        _arguments = [.. command.Skip(1)];
        PublicKey = publicKey;
    }

    /// <inheritdoc/>
    public PublicKey PublicKey { get; }

    /// <inheritdoc/>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        var answer = Ask(Convert.ToHexStringLower(SHA256.HashData(message)));
        var der = new byte[answer.Length];
        if (!Convert.TryFromBase64String(answer, der, out var length))
            throw new InvalidDataException($"{_program}: it answered with something else than Base64; it has to write the ECDSA signature in DER as Base64.");
        byte[] signature;
        try
        {
            signature = EcdsaSignatureForm.Of(der.AsMemory(0, length), EcdsaCurve.P256);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"{_program}: {exception.Message}; it has to write the ECDSA signature in DER as Base64.", exception);
        }

        return PublicKey.Verifies(message, signature)
            ? signature
            : throw new InvalidDataException($"{_program}: its signature is not one of the public key given ({PublicKey.Fingerprint[..16]}...); give the key that it signs with, and sign the digest as it is, without hashing it again.");
    }

    private string Ask(string digest)
    {
        var start = new ProcessStartInfo(_program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in _arguments)
            start.ArgumentList.Add(argument == DigestArgument ? digest : argument);
        using var process = Start(start);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        Write(process.StandardInput, _arguments.Contains(DigestArgument) ? "" : digest + "\n");
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new IOException($"{_program}: it did not answer within {Patience.TotalSeconds:0} seconds, so nothing was signed.");
        }

        process.WaitForExit();
        return process.ExitCode == 0
            ? output.Result.Trim()
            : throw new IOException($"{_program}: it ended with code {process.ExitCode}, so nothing was signed: {FirstLine(errors.Result)}");
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new IOException($"{start.FileName}: the command that signs cannot be started ({exception.Message}).", exception);
        }
    }

    /// <summary>A command that reads no input may be gone before it was written: what counts is its answer.</summary>
    private static void Write(StreamWriter input, string text)
    {
        try
        {
            input.Write(text);
            input.Close();
        }
        catch (IOException)
        {
            // The pipe is closed. Where that was a fault, its exit code or its signature says so.
        }
    }

    private static string FirstLine(string text)
    {
        var line = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? "it said nothing";
        return new([.. line.Take(300).Select(c => char.IsControl(c) ? '?' : c)]);
    }
}
