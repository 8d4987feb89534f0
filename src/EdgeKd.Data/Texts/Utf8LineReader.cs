namespace EdgeKd.Data.Texts;

/// <summary>Reads a stream line by line as bytes; a byte order mark at its start is left out, and lines end with LF or CR LF.</summary>
/// <param name="stream">What to read.</param>
/// <param name="name">What to call it in messages.</param>
/// <param name="maxLineBytes">The most bytes of a line.</param>
internal sealed class Utf8LineReader(Stream stream, string name, int maxLineBytes)
{
    private readonly byte[] _buffer = new byte[Math.Max(1 << 16, maxLineBytes + 2)];
    private int _start, _end;
    private bool _isAtEnd;

    /// <summary>The number of the line that was read last, counted from 1.</summary>
    public int LineNumber { get; private set; }

    /// <summary>Reads the next line.</summary>
    /// <param name="line">The line without its end; valid until the next call.</param>
    /// <returns>False where there is none.</returns>
    /// <exception cref="InvalidDataException">A line is too long.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        int length;
        while ((length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n')) < 0 && !_isAtEnd) Fill();
        if (length < 0 && _start == _end)
        {
            line = default;
            return false;
        }
        LineNumber++;
        var next = length < 0 ? _end : _start + length + 1;
        line = _buffer.AsSpan(_start, length < 0 ? _end - _start : length);
        _start = next;
        if (line is [.., (byte)'\r']) line = line[..^1];
        if (LineNumber == 1 && line.StartsWith("\uFEFF"u8)) line = line[3..];
        return line.Length <= maxLineBytes ? true : throw TooLong(LineNumber);
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length) throw TooLong(LineNumber + 1);
        var read = stream.Read(_buffer.AsSpan(_end));
        _end += read;
        _isAtEnd = read == 0;
    }

    private InvalidDataException TooLong(int line) => new($"{name}:{line}: the line has more than the {maxLineBytes} bytes allowed");
}
