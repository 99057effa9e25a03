package naru.container.image.format;

/** An invalid image or part of one. */
public final class MalformedImageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public MalformedImageException(String message) {
        super(message);
    }
}
